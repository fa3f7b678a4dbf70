-- Whether what kept an entry's article away may pass: after a restart it is then looked for again, and a paywall is not.

alter table entries add column text_again integer;
update entries set text_again = 1
  where text_from = 'feed' and text_note is not null
    and first_seen_at > (select max(first_seen_at) from entries) - 3600000;
