BEGIN IMMEDIATE;
INSERT INTO helpdesk_followup (date, title, comment, public, ticket_id, user_id)
VALUES (strftime('%Y-%m-%d %H:%M:%f', 'now'), 'Comment', 'See the file.', TRUE, :id, 1001);
INSERT INTO helpdesk_followupattachment (file, filename, mime_type, size, followup_id)
VALUES ('none', 'scan.txt', 'text/plain', 65536, :inserted);
COMMIT;
