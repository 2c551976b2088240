-- The rest of the desk, after fill.sql: a customer with a token, a password with 10^6 rounds for `agent1`, settings of every
-- user, and sequences above all IDs, for the writes. :PASSWORD is the hash of the password.
DROP TRIGGER compare_desk ON helpdesk_ticket;
DROP FUNCTION public.compare_desk();

UPDATE auth_user SET password = ':PASSWORD' WHERE id = 1001;
INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
VALUES (2001, '!unusable', FALSE, 'customer', 'A', 'Customer', 'customer@example.com', FALSE, TRUE, '2025-01-01Z');
INSERT INTO authtoken_token (key, created, user_id) VALUES ('cafe0cafe0cafe0cafe0cafe0cafe0cafe0cafe0', '2025-01-01Z', 2001);

INSERT INTO helpdesk_usersettings (user_id, email_on_ticket_assign, email_on_ticket_change, login_view_ticketlist,
    tickets_per_page, use_email_as_submitter, ticket_respond_layout)
SELECT id, FALSE, FALSE, TRUE, 25, TRUE, 'default' FROM auth_user u
WHERE NOT EXISTS (SELECT FROM helpdesk_usersettings s WHERE s.user_id = u.id);

SELECT setval(pg_get_serial_sequence(name, 'id'), 10000000)
FROM (VALUES ('helpdesk_ticket'), ('helpdesk_followup'), ('helpdesk_followupattachment'), ('helpdesk_ticketchange'),
             ('helpdesk_ticketcustomfieldvalue')) AS tables (name);
