-- Stories that a person split: however alike they look, they are not merged again by themselves.

create table apart (
  story integer not null references stories (id) on delete cascade,
  other integer not null references stories (id) on delete cascade,
  primary key (story, other)
) strict, without rowid;
create index apart_other on apart (other);
