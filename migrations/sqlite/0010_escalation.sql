-- A breaking alert that nobody claimed in time is said again, once.

alter table alerts add column escalated_at integer;
create index alerts_breaking on alerts (created_at)
  where posted = 1 and escalated_at is null and pointer is null and json_extract(message, '$.priority') = 'breaking';
