import type Database from "better-sqlite3";
import type { StoryLink } from "../../model/story.ts";
import type { KeptAlert, LinkedStories } from "../store.ts";
import { type AlertRow, alertOf, type EntryRow, entryOf } from "./rows.ts";

/**
 * What is known of stories that have to do with others, beside what a snapshot has of these. Links name no merged story: a
 * commit moves them. `told`: the stories' alerts.
 */
export function linkedStories(
  db: Database.Database,
): (stories: readonly number[], told: readonly KeptAlert[]) => LinkedStories {
  const links = db.prepare<[string], StoryLink>(
    `with asked (id) as (select value from json_each(?)),
       near (id) as (select id from asked
         union select l.other from asked k join story_links l on l.story = k.id
         union select l.story from asked k join story_links l on l.other = k.id)
     select l.story, l.kind, l.other from near n join story_links l on l.story = n.id
     union select l.story, l.kind, l.other from near n join story_links l on l.other = n.id`,
  );
  const head = db.prepare<[number], EntryRow>(
    `select e.* from entries e join stories s on s.id = e.story
     where e.story = ? and e.withdrawn_at is null and s.withdrawn_at is null order by e.id limit 1`,
  );
  const languages = db.prepare<[number], { language: string }>(
    "select distinct language from entries where story = ? and withdrawn_at is null",
  );
  const alerts = db.prepare<[string], AlertRow>(
    "select a.* from json_each(?) k join alerts a on a.story = k.value where a.pointer is null order by a.id",
  );
  const posted = db.prepare<[number], { ref: string }>(
    "select ref from deliveries where alert = +? and kind = 'post' and state = 'sent' and ref is not null order by id limit 1",
  );

  return (stories, told) => {
    const found = stories.length === 0 ? [] : links.all(JSON.stringify(stories));
    const near = new Set(found.flatMap((l) => [l.story, l.other]));
    const others = [...near].filter((id) => !stories.includes(id));
    const theirs = others.length === 0 ? [] : alerts.all(JSON.stringify(others)).map(alertOf);
    return {
      links: found,
      heads: new Map(others.flatMap((id) => head.all(id).map((row) => [id, entryOf(row)]))),
      languages: new Map(others.map((id) => [id, languages.all(id).map((row) => row.language)])),
      alerts: Map.groupBy(theirs, (a) => a.story),
      refs: new Map(
        [...told, ...theirs].flatMap(({ id }) => posted.all(id).map((d) => [id, JSON.parse(d.ref)])),
      ),
    };
  };
}
