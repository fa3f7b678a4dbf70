-- What the admin is to be told of feeds, gathered by host for a moment: a crash in between must not lose it.

create table notices (
  id    integer primary key,
  feed  integer not null references feeds (id) on delete cascade,
  kind  text not null,
  words text not null,
  at    integer not null
) strict;
