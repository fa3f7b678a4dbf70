import type Database from "better-sqlite3";

/** What takes over from a merged story. */
const MOVES = [
  "update or ignore claims set story = @into where story = @from",
  "update mutes set subject = @intoName where kind = 'story' and subject = @fromName",
  "update or ignore follows set subject = @intoName where kind = 'story' and subject = @fromName",
  "update or ignore feedback set story = @into where story = @from",
  "update or ignore apart set story = @into where story = @from",
  "update or ignore apart set other = @into where other = @from",
  "update or ignore story_links set story = @into where story = @from",
  "update or ignore story_links set other = @into where other = @from",
];

/** What the other had already, and what would lead from a story to itself. */
const LEFT_OVER = [
  "delete from claims where story = @from",
  "delete from follows where kind = 'story' and subject = @fromName",
  "delete from feedback where story = @from",
  "delete from apart where story = @from or other = @from",
  "delete from story_links where story = @from or other = @from",
  "delete from story_links where story = @into and other = @into",
];

/**
 * What people and the desk said of a story that was merged holds for the one that it was merged into. What that one has
 * already stands: its claim, a person who follows both, a link to both.
 */
export function mergedStories(db: Database.Database): (from: number, into: number) => void {
  // What is one story again is apart from nothing that it was split from.
  const together =
    "delete from apart where (story = @from and other = @into) or (story = @into and other = @from)";
  const steps = [together, ...MOVES, ...LEFT_OVER].map((sql) => db.prepare(sql));
  return (from, into) => {
    const given = { from, into, fromName: String(from), intoName: String(into) };
    for (const step of steps) step.run(given);
  };
}
