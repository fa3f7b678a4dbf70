-- The entries that a feed's document held when it was last read: they are never pruned, or they would look new again.

alter table feeds add column current text not null default '[]';
create index alerts_created on alerts (created_at);
create index deliveries_created on deliveries (created_at);
create index matches_entry on matches (entry);
