-- What is owed is read at each channel's head, however much waits behind it. Before, every look went through all of it;
-- what is leased, and digests that wait, were looked for among all messages ever made.

drop index deliveries_due;
drop index deliveries_open;
create index deliveries_queued on deliveries (channel, id) where state = 'queued';
create index deliveries_leased on deliveries (channel) where state = 'leased';
create index deliveries_digests on deliveries (id) where state = 'queued' and kind = 'digest';
