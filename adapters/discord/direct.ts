import { type REST, Routes } from "discord.js";
import { z } from "zod";

const PERSON = /^user:(\d{5,20})$/;
const opened = z.object({ id: z.string() });

/** The Discord id of the person that a destination such as "user:123456" names, or undefined if it names a channel. */
export function personOf(destination: string): string | undefined {
  return PERSON.exec(destination)?.[1];
}

/** Direct messages: a person's channel with the bot, opened once. */
export class Direct {
  readonly #rest: () => REST;
  readonly #channels = new Map<string, string>();

  constructor(rest: () => REST) {
    this.#rest = rest;
  }

  /** The channel that a destination means: itself, or a person's. Throws what the platform answered. */
  async channelOf(destination: string): Promise<string> {
    const person = personOf(destination);
    if (person === undefined) return destination;
    const known = this.#channels.get(person);
    if (known !== undefined) return known;
    const answer = await this.#rest().post(Routes.userChannels(), { body: { recipient_id: person } });
    const { id } = opened.parse(answer);
    this.#channels.set(person, id);
    return id;
  }
}
