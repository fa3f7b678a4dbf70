-- What the channel was last told when a row was first tried: whatever that try brought about stands after it.

alter table deliveries add column sent_before text;
create index deliveries_sent on deliveries (channel, id) where state = 'sent' and kind in ('post', 'digest');
