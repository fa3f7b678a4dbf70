-- Where an entry's text came from: the feed, or the page of its article; and why it is not the article, or not whole.

alter table entries add column text_from text;
alter table entries add column text_note text;
