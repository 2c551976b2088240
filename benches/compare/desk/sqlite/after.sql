-- The rest of the desk, after fill.sql: a customer with a token, a password with 10^6 rounds for `agent1`, settings of every
-- user, and counters above all IDs, for the writes. :PASSWORD is the hash of the password.
-- Before that, the tickets become those of a desk that has run for years: 15 % are open or reopened, and forty are a
-- customer's. :N is the number of tickets, a multiple of 1000. The VACUUM that follows leaves no holes.
UPDATE helpdesk_ticket SET status = CASE WHEN (id - 1000) % 20 IN (1, 2) THEN 1 WHEN (id - 1000) % 20 = 3 THEN 2 WHEN (id - 1000) % 20 IN (4, 5) THEN 3 ELSE 4 END
WHERE id > 1000;
UPDATE helpdesk_ticket SET submitter_email = 'customer@example.com' WHERE id > 1000 AND (id - 1000) % (:N / 40) = 7;
UPDATE auth_user SET password = ':PASSWORD' WHERE id = 1001;
INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
VALUES (2001, '!unusable', FALSE, 'customer', 'A', 'Customer', 'customer@example.com', FALSE, TRUE, '2025-01-01 00:00:00');
INSERT INTO authtoken_token (key, created, user_id) VALUES ('cafe0cafe0cafe0cafe0cafe0cafe0cafe0cafe0', '2025-01-01 00:00:00', 2001);

INSERT INTO helpdesk_usersettings (user_id, email_on_ticket_assign, email_on_ticket_change, login_view_ticketlist,
    tickets_per_page, use_email_as_submitter, ticket_respond_layout)
SELECT id, FALSE, FALSE, TRUE, 25, TRUE, 'default' FROM auth_user u
WHERE NOT EXISTS (SELECT 1 FROM helpdesk_usersettings s WHERE s.user_id = u.id);

DELETE FROM sqlite_sequence
WHERE name IN ('helpdesk_ticket', 'helpdesk_followup', 'helpdesk_followupattachment', 'helpdesk_ticketchange',
               'helpdesk_ticketcustomfieldvalue');
INSERT INTO sqlite_sequence (name, seq)
VALUES ('helpdesk_ticket', 10000000), ('helpdesk_followup', 10000000), ('helpdesk_followupattachment', 10000000),
       ('helpdesk_ticketchange', 10000000), ('helpdesk_ticketcustomfieldvalue', 10000000);
