/** A person's id in a destination: "user:U0123" (a member's own channel) or "U0123"; undefined if it is a channel. */
export function personIn(destination: string): string | undefined {
  return /^(?:user:)?([UW][A-Z0-9]{2,20})$/.exec(destination)?.[1];
}

/** What Slack takes for a destination: the id of a channel, or of a person for a direct message. */
export function placeIn(destination: string): string {
  return personIn(destination) ?? destination;
}
