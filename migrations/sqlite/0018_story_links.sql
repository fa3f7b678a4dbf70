-- What a story has to do with another that it is not one with: "follows" (another day's news of it) or "alsoIn" (likely
-- the same event, told in another language).

create table story_links (
  story integer not null references stories (id) on delete cascade,
  kind  text not null,
  other integer not null references stories (id) on delete cascade,
  primary key (story, kind, other)
) strict, without rowid;
create index story_links_other on story_links (other);
