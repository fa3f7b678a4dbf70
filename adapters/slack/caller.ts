import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import { cleanText } from "../../src/alerts/text.ts";
import type { Permission } from "../../src/model/command.ts";
import type { Log } from "../../src/model/log.ts";
import type { Clock } from "../../src/model/time.ts";
import { personIn } from "./destination.ts";
import { faultOf } from "./outcome.ts";

/** How long what was learnt of a person, a group or a channel holds: a demoted admin is a member after this. */
const HOLDS = 5 * 60_000;

/** Somebody on Slack, as the desk sees them. */
export interface Person {
  permission: Permission;
  /** "" where it could not be looked up. */
  displayName: string;
  /** As Slack shows itself to them: "de-DE". */
  language?: string;
}

/** What Slack says of a person. */
interface Looked {
  admin: boolean;
  name: string;
  language?: string;
}

export interface CallersOptions {
  web: WebClient;
  clock: Pick<Clock, "monotonic">;
  log: Log;
  /** The desk's channels. */
  destinations: readonly string[];
  /** Ids of people. */
  admins: readonly string[];
  /** Ids of people and of user groups. */
  editors: readonly string[];
}

/** Who may do what, by Slack's own roles and the desk's settings, and whether a workspace holds one of its channels. */
export class Callers {
  readonly #options: CallersOptions;
  readonly #people: LRUCache<string, Looked>;
  readonly #groups: LRUCache<string, ReadonlySet<string>>;
  readonly #held: LRUCache<string, boolean>;
  readonly #team: LRUCache<"team", string>;

  constructor(options: CallersOptions) {
    this.#options = options;
    const perf = { now: () => options.clock.monotonic() };
    const held = { ttl: HOLDS, ttlResolution: 0, perf };
    this.#people = new LRUCache({ max: 5000, ...held });
    this.#groups = new LRUCache({ max: 100, ...held });
    this.#held = new LRUCache({ max: 1000, ...held });
    this.#team = new LRUCache({ max: 1, ...held });
  }

  /**
   * Admins and owners of the bot's own workspace are admins, and who the settings name; editors as the settings name
   * them, by person or user group; all others, and whoever cannot be looked up, are members. A guest from another
   * workspace may be an admin there: that counts for nothing here.
   */
  async person(user: string): Promise<Person> {
    const [looked, editor] = await Promise.all([this.#lookUp(user), this.#isEditor(user)]);
    const admin = looked?.admin === true || this.#options.admins.includes(user);
    return {
      permission: admin ? "admin" : editor ? "editor" : "member",
      displayName: looked?.name ?? "",
      ...(looked?.language === undefined ? {} : { language: looked.language }),
    };
  }

  /**
   * Whether a command may come from this workspace: it is the bot's own, and at least one configured channel is
   * there. A channel that cannot be looked at now counts as there.
   */
  async serves(team: string): Promise<boolean> {
    const { destinations } = this.#options;
    if (destinations.length === 0) return false;
    const own = await this.#ownTeam();
    if (own !== undefined && own !== team) return false;
    for (const destination of destinations) if (await this.#holds(destination)) return true;
    return false;
  }

  async #lookUp(user: string): Promise<Looked | undefined> {
    const known = this.#people.get(user);
    if (known !== undefined) return known;
    const { web, log } = this.#options;
    try {
      const [{ user: person }, own] = await Promise.all([
        web.users.info({ user, include_locale: true }),
        this.#ownTeam(),
      ]);
      if (own === undefined) return undefined;
      const admin =
        person?.is_admin === true || person?.is_owner === true || person?.is_primary_owner === true;
      const name = person?.profile?.display_name || person?.real_name || person?.name || "";
      const looked = {
        admin: admin && person?.deleted !== true && person?.team_id === own,
        name: cleanText(name).slice(0, 80),
        ...(person?.locale === undefined ? {} : { language: person.locale }),
      };
      this.#people.set(user, looked);
      return looked;
    } catch (error) {
      log.warn({ fault: faultOf(error) }, "cannot look up a Slack user's role: taken for a member");
      return undefined;
    }
  }

  async #isEditor(user: string): Promise<boolean> {
    const { editors } = this.#options;
    if (editors.includes(user)) return true;
    const groups = await Promise.all(editors.filter((id) => id.startsWith("S")).map((id) => this.#group(id)));
    return groups.some((members) => members?.has(user) === true);
  }

  async #group(id: string): Promise<ReadonlySet<string> | undefined> {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const { web, log } = this.#options;
    try {
      const { users = [] } = await web.usergroups.users.list({ usergroup: id });
      const members = new Set(users);
      this.#groups.set(id, members);
      return members;
    } catch (error) {
      log.warn(
        { group: id, fault: faultOf(error) },
        "cannot look up a Slack user group: none is an editor by it",
      );
      return undefined;
    }
  }

  async #ownTeam(): Promise<string | undefined> {
    const known = this.#team.get("team");
    if (known !== undefined) return known;
    const { web, log } = this.#options;
    try {
      const { team_id } = await web.auth.test();
      if (team_id !== undefined) this.#team.set("team", team_id);
      return team_id;
    } catch (error) {
      log.warn({ fault: faultOf(error) }, "cannot ask Slack whose the bot is");
      return undefined;
    }
  }

  async #holds(destination: string): Promise<boolean> {
    const known = this.#held.get(destination);
    if (known !== undefined) return known;
    const { web } = this.#options;
    const person = personIn(destination);
    try {
      if (person !== undefined) await web.users.info({ user: person });
      else if (!destination.startsWith("D")) await web.conversations.info({ channel: destination });
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
