-- An entry that is dropped is looked for among those that repeat it: without this, by reading all entries.

create index entries_duplicates on entries (duplicate_of) where duplicate_of is not null;
