-- An alert whose story is told by an older one only points to it: its place (story, channel) is free.

alter table alerts add column pointer integer;
create unique index alerts_one on alerts (story, channel) where pointer is null;
create index deliveries_untried on deliveries (alert) where kind = 'post' and state = 'queued';
