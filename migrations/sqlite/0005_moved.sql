-- Where a feed that was permanently redirected is polled now. Its settings stay the seed's, so that files still find it.

alter table feeds add column moved_url text;
