-- What an entry is compared by, frozen as it arrived: the story index is rebuilt from these and decides nothing anew.

alter table entries add column features blob;
