-- What chat or a shell says of a channel (its quiet hours, its layout, its digests) in place of the configuration.

create table channel_settings (
  channel    text not null,
  setting    text not null,
  value      text not null,
  updated_at integer not null,
  primary key (channel, setting)
) strict, without rowid;
