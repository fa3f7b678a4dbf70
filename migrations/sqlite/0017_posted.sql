-- How much a channel was told in the last hour is counted for the channels that have a cap, each on its own.

drop index alerts_posted;
create index alerts_posted on alerts (channel, created_at) where posted = 1;
