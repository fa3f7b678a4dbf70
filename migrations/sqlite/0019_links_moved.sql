-- What people and the desk say of a story that was merged holds for the one that it was merged into: links, follows,
-- marks, and what was split. From now on each merge moves them.

create temp table lives as
  with recursive ends (id, now) as (
    select id, merged_into from stories where merged_into is not null
    union
    select e.id, s.merged_into from ends e join stories s on s.id = e.now where s.merged_into is not null
  )
  select e.id, e.now from ends e join stories s on s.id = e.now where s.merged_into is null;

update or ignore story_links set story = (select now from lives where id = story) where story in (select id from lives);
update or ignore story_links set other = (select now from lives where id = other) where other in (select id from lives);
delete from story_links where story in (select id from lives) or other in (select id from lives) or story = other;

update or ignore apart set story = (select now from lives where id = story) where story in (select id from lives);
update or ignore apart set other = (select now from lives where id = other) where other in (select id from lives);
delete from apart where story in (select id from lives) or other in (select id from lives) or story = other;

update or ignore feedback set story = (select now from lives where id = story) where story in (select id from lives);
delete from feedback where story in (select id from lives);

update or ignore follows set subject = (select now from lives where id = subject)
  where kind = 'story' and subject in (select cast(id as text) from lives);
delete from follows where kind = 'story' and subject in (select cast(id as text) from lives);

update or ignore claims set story = (select now from lives where id = story) where story in (select id from lives);
delete from claims where story in (select id from lives);

drop table lives;
