-- When an alert became breaking: from then on somebody should claim it, however old it is.

alter table alerts add column breaking_at integer;
drop index alerts_breaking;
create index alerts_breaking on alerts (coalesce(breaking_at, created_at))
  where posted = 1 and escalated_at is null and pointer is null and json_extract(message, '$.priority') = 'breaking';
