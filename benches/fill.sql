-- Rows of a busy help desk, for measurements and for tests that count statements: :N tickets, three follow-ups each,
-- a file on every twentieth follow-up, two custom values each. Made for a database with django-helpdesk's schema;
-- every id is above 1000, so a database may have rows already. Statements end with a semicolon at a line's end.
--
-- Written for PostgreSQL and SQLite. Who runs it puts in: the number for :N, a time for TIME(minutes since 2025) and a
-- duration for DURATION(minutes), as the database spells them.

INSERT INTO auth_user (id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
SELECT 1000 + i, '!unusable', NULL, i = 1, 'agent' || i, 'Agent', 'Number ' || i, 'agent' || i || '@example.com', TRUE, TRUE, TIME(0)
FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) SELECT i FROM n) AS n;

-- The token of `agent1`, a superuser.
INSERT INTO authtoken_token (key, created, user_id) VALUES ('0be00be00be00be00be00be00be00be00be00be0', TIME(0), 1001);

INSERT INTO helpdesk_queue (id, title, slug, allow_public_submission, allow_email_submission, email_box_ssl, permission_name, enable_notifications_on_email_events)
SELECT 1000 + i, 'Load ' || i, 'load-' || i, TRUE, FALSE, FALSE, 'helpdesk.queue_access_load-' || i, FALSE
FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n) AS n;

INSERT INTO helpdesk_customfield (id, name, label, data_type, max_length, empty_selection_list, list_values, ordering, required, staff_only)
VALUES (1001, 'load_asset', 'Asset', 'varchar', 40, FALSE, NULL, 1001, FALSE, FALSE),
       (1002, 'load_floor', 'Floor', 'integer', NULL, FALSE, NULL, 1002, FALSE, FALSE);

INSERT INTO helpdesk_ticket (id, title, created, modified, submitter_email, status, on_hold, description, resolution, priority, due_date, last_escalation, assigned_to_id, queue_id, secret_key, kbitem_id, merged_to_id)
SELECT 1000 + i, 'The printer on floor ' || (i % 9) || ' prints page ' || i || ' twice', TIME(i), TIME(i + 90),
       'person' || (i % 500) || '@example.com', 1 + i % 4, i % 10 = 0,
       'It began this morning. Each page comes out twice, the second one without colour. I switched it off and on again.',
       CASE WHEN i % 4 >= 2 THEN 'A new drum was put in.' END, 1 + i % 5, CASE WHEN i % 3 = 0 THEN TIME(i + 4000) END, NULL,
       CASE WHEN i % 2 = 0 THEN 1001 + i % 20 END, 1001 + i % 5, '00000000-0000-4000-8000-' || substr('' || (1000000000000 + i), 2), NULL, NULL
FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :N) SELECT i FROM n) AS n;

INSERT INTO helpdesk_followup (id, date, title, comment, public, new_status, ticket_id, user_id, message_id, time_spent, email_recipients)
SELECT 1000 + (i - 1) * 3 + k, TIME(i + k * 30), CASE WHEN k = 1 THEN 'Ticket Opened' ELSE 'Comment' END,
       'Somebody of the third floor has looked at it and says that the drum is worn; one is ordered (' || k || ').',
       k <> 2, CASE WHEN k = 3 THEN 1 + i % 4 END, 1000 + i, CASE WHEN k > 1 THEN 1001 + (i + k) % 20 END, NULL,
       CASE WHEN k = 2 THEN DURATION(i % 50 + 5) END, NULL
FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :N) SELECT i FROM n) AS n
CROSS JOIN (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3) AS three;

INSERT INTO helpdesk_followupattachment (id, file, filename, mime_type, size, followup_id)
SELECT 1000 + i, 'helpdesk/attachments/load/' || i || '/page.txt', 'page.txt', 'text/plain', 1200 + i % 1000, 1000 + i * 20
FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3 * :N / 20) SELECT i FROM n) AS n
WHERE i * 20 <= 3 * :N;

INSERT INTO helpdesk_ticketcustomfieldvalue (id, value, field_id, ticket_id)
SELECT 1000 + (i - 1) * 2 + k, CASE WHEN k = 1 THEN 'PR-' || i ELSE '' || (i % 9) END, 1000 + k, 1000 + i
FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :N) SELECT i FROM n) AS n
CROSS JOIN (SELECT 1 AS k UNION ALL SELECT 2) AS two;
