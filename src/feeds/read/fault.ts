/** A document that cannot be read as a feed. The message says what it is instead and what to do, for an admin. */
export class FeedError extends Error {
  override readonly name = "FeedError";
}
