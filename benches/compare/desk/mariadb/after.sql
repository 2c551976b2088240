-- The rest of the desk, after fill.sql: a customer with a token, a password with 10^6 rounds for `agent1`, settings of every
-- user, and counters above all IDs, for the writes. :PASSWORD is the hash of the password.
DROP TRIGGER compare_desk;

UPDATE auth_user SET password = ':PASSWORD' WHERE id = 1001;
INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
VALUES (2001, '!unusable', FALSE, 'customer', 'A', 'Customer', 'customer@example.com', FALSE, TRUE, '2025-01-01');
INSERT INTO authtoken_token (`key`, created, user_id) VALUES ('cafe0cafe0cafe0cafe0cafe0cafe0cafe0cafe0', '2025-01-01', 2001);

INSERT INTO helpdesk_usersettings (user_id, email_on_ticket_assign, email_on_ticket_change, login_view_ticketlist,
    tickets_per_page, use_email_as_submitter, ticket_respond_layout)
SELECT id, FALSE, FALSE, TRUE, 25, TRUE, 'default' FROM auth_user u
WHERE NOT EXISTS (SELECT 1 FROM helpdesk_usersettings s WHERE s.user_id = u.id);

ALTER TABLE helpdesk_ticket AUTO_INCREMENT = 10000001;
ALTER TABLE helpdesk_followup AUTO_INCREMENT = 10000001;
ALTER TABLE helpdesk_followupattachment AUTO_INCREMENT = 10000001;
ALTER TABLE helpdesk_ticketchange AUTO_INCREMENT = 10000001;
ALTER TABLE helpdesk_ticketcustomfieldvalue AUTO_INCREMENT = 10000001;
