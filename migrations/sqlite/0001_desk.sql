-- One desk: its feeds, watch lists, entries, stories, alerts, and the outbox. Times are milliseconds UTC.

create table meta (
  key   text primary key,
  value text not null
) strict;

-- Watch lists, entities and feeds. `seed_hash` is the hash of the file's form last applied, `seeded` the definition
-- that it gave: a definition that differs from `seeded` was edited in chat or in a shell.
create table watch_lists (
  name       text primary key,
  definition text not null,
  seed_hash  text,
  seeded     text,
  updated_at integer not null,
  deleted_at integer
) strict;

create table entities (
  key        text primary key,
  definition text not null,
  seed_hash  text,
  seeded     text,
  updated_at integer not null,
  deleted_at integer
) strict;

create table feeds (
  id           integer primary key,
  url          text not null unique,
  settings     text not null,
  seed_hash    text,
  seeded       text,
  state        text not null,
  next_poll_at integer not null,
  paused       integer not null default 0,
  updated_at   integer not null,
  deleted_at   integer
) strict;
create index feeds_due on feeds (next_poll_at) where deleted_at is null and paused = 0;

create table stories (
  id           integer primary key,
  headline     text not null,
  created_at   integer not null,
  updated_at   integer not null,
  withdrawn_at integer,
  merged_into  integer references stories (id)
) strict;

create table entries (
  id            integer primary key,
  feed          integer not null references feeds (id),
  guid          text not null,
  url           text not null,
  canonical_url text not null,
  title         text not null,
  title_key     text not null,
  summary       text not null,
  content       text not null,
  author        text not null,
  outlet        text not null,
  tier          integer not null,
  language      text not null,
  categories    text not null,
  image         text,
  agency        text,
  published_at  integer,
  updated_at    integer,
  first_seen_at integer not null,
  content_hash  text not null,
  text_hash     text not null,
  story         integer not null references stories (id),
  duplicate_of  integer references entries (id),
  withheld      text,
  withdrawn_at  integer
) strict;
create index entries_guid on entries (feed, guid);
create index entries_url on entries (canonical_url) where canonical_url <> '';
create index entries_story on entries (story);
create index entries_seen on entries (first_seen_at);

create table revisions (
  id     integer primary key,
  entry  integer not null references entries (id) on delete cascade,
  at     integer not null,
  change text not null,
  before text not null
) strict;
create index revisions_entry on revisions (entry);

create table matches (
  entry      integer not null references entries (id) on delete cascade,
  watch_list text not null,
  score      real not null,
  reason     text not null,
  terms      text not null,
  at         integer not null,
  primary key (entry, watch_list)
) strict, without rowid;
create index matches_list on matches (watch_list, at);

-- `posted` is 0 for a story that the channel was told of in a digest only: there is no message of its own to edit.
create table alerts (
  id          integer primary key,
  story       integer not null references stories (id),
  channel     text not null,
  entry       integer not null,
  created_at  integer not null,
  updates     integer not null,
  posted      integer not null,
  watch_lists text not null,
  message     text not null
) strict;
create index alerts_story on alerts (story);

-- The outbox. `ref` is what the platform calls the message.
create table deliveries (
  id         integer primary key,
  key        text not null unique,
  kind       text not null,
  channel    text not null,
  alert      integer references alerts (id),
  message    text not null,
  state      text not null,
  due_at     integer not null,
  attempts   integer not null default 0,
  uncertain  integer not null default 0,
  created_at integer not null,
  sent_at    integer,
  ref        text,
  last_error text
) strict;
create index deliveries_due on deliveries (channel, due_at, id) where state = 'queued';
create index deliveries_open on deliveries (state) where state in ('queued', 'leased', 'dead');
create index deliveries_alert on deliveries (alert, id);

create table audit (
  id      integer primary key,
  at      integer not null,
  who     text not null,
  place   text not null,
  action  text not null,
  subject text not null,
  before  text,
  after   text
) strict;
create index audit_at on audit (at);
