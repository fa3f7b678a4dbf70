/** Whom a message pings, and what lets it. */
export interface Ping {
  content: string;
  allowed_mentions: AllowedMentions;
}

export interface AllowedMentions {
  parse: "everyone"[];
  roles?: string[];
  users?: string[];
}

/** Nobody. Goes with every message and edit: without it Discord pings whatever looks like a mention. */
export const NOBODY: AllowedMentions = { parse: [] };

/**
 * A mention of the configuration (`<@&ROLE>`, `<@USER>`, `@everyone`, `@here`, several apart by spaces) and leave for
 * exactly it. Undefined if it holds none; other words in it are dropped.
 */
export function pingOf(mention: string | undefined): Ping | undefined {
  const tokens = (mention ?? "").split(/\s+/).filter((t) => /^(?:<@[&!]?\d{1,20}>|@everyone|@here)$/.test(t));
  if (tokens.length === 0) return undefined;
  const ids = (pattern: RegExp) =>
    [...new Set(tokens.flatMap((t) => pattern.exec(t)?.[1] ?? []))].slice(0, 100);
  const roles = ids(/^<@&(\d+)>$/);
  const users = ids(/^<@!?(\d+)>$/);
  const everyone = tokens.some((t) => t === "@everyone" || t === "@here");
  return {
    content: [...new Set(tokens)].join(" ").slice(0, 2000),
    allowed_mentions: {
      parse: everyone ? ["everyone"] : [],
      ...(roles.length > 0 ? { roles } : {}),
      ...(users.length > 0 ? { users } : {}),
    },
  };
}
