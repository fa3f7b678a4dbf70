-- What people do from chat: mutes, claims, follows, and what they found not relevant. An audit row is looked up by its
-- subject: the history of a watch list.

create table mutes (
  id      integer primary key,
  kind    text not null,
  subject text not null,
  since   integer not null,
  until   integer not null,
  who     text not null
) strict;
create index mutes_until on mutes (until);

create table claims (
  story integer primary key references stories (id) on delete cascade,
  who   text not null,
  name  text not null,
  at    integer not null
) strict;

create table follows (
  platform text not null,
  user     text not null,
  kind     text not null,
  subject  text not null,
  at       integer not null,
  primary key (platform, user, kind, subject)
) strict, without rowid;

create table feedback (
  story      integer not null references stories (id) on delete cascade,
  watch_list text not null,
  who        text not null,
  at         integer not null,
  primary key (story, watch_list, who)
) strict, without rowid;
create index feedback_list on feedback (watch_list, at);

create index audit_subject on audit (subject, id);
create index stories_merged on stories (merged_into) where merged_into is not null;
