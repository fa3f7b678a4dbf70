import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Permission } from "../../src/model/command.ts";
import type { Log } from "../../src/model/log.ts";
import { faultOf } from "./outcome.ts";

/** How long what was learnt of a person or a channel holds: a demoted admin is a member after this. */
const HOLDS = 5 * 60_000;

/** Who may do what, by Slack's own roles, and whether a workspace holds one of the desk's channels. */
export class Callers {
  readonly #web: WebClient;
  readonly #log: Log;
  readonly #destinations: readonly string[];
  readonly #permissions = new LRUCache<string, Permission>({ max: 5000, ttl: HOLDS });
  readonly #held = new LRUCache<string, boolean>({ max: 1000, ttl: HOLDS });
  readonly #team = new LRUCache<"team", string>({ max: 1, ttl: HOLDS });

  constructor(web: WebClient, log: Log, destinations: readonly string[]) {
    this.#web = web;
    this.#log = log;
    this.#destinations = destinations;
  }

  /**
   * Admins and owners of the bot's own workspace are admins; all others, and whoever cannot be looked up, are members.
   * A guest from another workspace may be an admin there: that counts for nothing here.
   */
  async permission(user: string): Promise<Permission> {
    const known = this.#permissions.get(user);
    if (known !== undefined) return known;
    try {
      const [{ user: person }, own] = await Promise.all([this.#web.users.info({ user }), this.#ownTeam()]);
      const admin =
        person?.is_admin === true || person?.is_owner === true || person?.is_primary_owner === true;
      const permission = admin && person?.deleted !== true && person?.team_id === own ? "admin" : "member";
      if (own !== undefined) this.#permissions.set(user, permission);
      return permission;
    } catch (error) {
      this.#log.warn({ fault: faultOf(error) }, "cannot look up a Slack user's role: taken for a member");
      return "member";
    }
  }

  /**
   * Whether a command may come from this workspace: it is the bot's own, and at least one configured channel is
   * there. A channel that cannot be looked at now counts as there.
   */
  async serves(team: string): Promise<boolean> {
    if (this.#destinations.length === 0) return false;
    const own = await this.#ownTeam();
    if (own !== undefined && own !== team) return false;
    for (const destination of this.#destinations) if (await this.#holds(destination)) return true;
    return false;
  }

  async #ownTeam(): Promise<string | undefined> {
    const known = this.#team.get("team");
    if (known !== undefined) return known;
    try {
      const { team_id } = await this.#web.auth.test();
      if (team_id !== undefined) this.#team.set("team", team_id);
      return team_id;
    } catch (error) {
      this.#log.warn({ fault: faultOf(error) }, "cannot ask Slack whose the bot is");
      return undefined;
    }
  }

  async #holds(destination: string): Promise<boolean> {
    const known = this.#held.get(destination);
    if (known !== undefined) return known;
    try {
      if (/^[UW]/.test(destination)) await this.#web.users.info({ user: destination });
      else await this.#web.conversations.info({ channel: destination });
      this.#held.set(destination, true);
      return true;
    } catch (error) {
      const fault = faultOf(error);
      const gone = fault.kind === "refused" && /^(channel|user)_not_found$/.test(fault.code);
      if (gone) this.#held.set(destination, false);
      return !gone;
    }
  }
}
