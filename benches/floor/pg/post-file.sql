\set id random(:lo, :hi)
BEGIN;
INSERT INTO helpdesk_followup (date, title, comment, public, ticket_id, user_id)
VALUES (now(), 'Comment', 'See the file.', TRUE, :id, 1001) RETURNING id AS followup \gset
INSERT INTO helpdesk_followupattachment (file, filename, mime_type, size, followup_id)
VALUES ('none', 'scan.txt', 'text/plain', 65536, :followup);
COMMIT;
