-- Alerts that wait for a digest: why ("digest", "quiet", "cap") and until when. And the wire's own urgency.

alter table alerts add column held text;
alter table alerts add column held_until integer;
create index alerts_held on alerts (held_until) where held is not null;
create index alerts_posted on alerts (created_at) where posted = 1;

alter table entries add column urgency text;
