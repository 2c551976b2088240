BEGIN;
INSERT INTO helpdesk_ticket (title, created, modified, submitter_email, status, on_hold, description, priority, queue_id, secret_key)
VALUES ('A new ticket', now(), now(), 'person1@example.com', 1, FALSE, repeat('The printer is on fire. ', 20), 3, 1001, gen_random_uuid())
RETURNING id \gset
INSERT INTO helpdesk_followup (date, title, comment, public, ticket_id, user_id)
VALUES (now(), 'Ticket Opened', repeat('The printer is on fire. ', 20), TRUE, :id, 1001);
INSERT INTO helpdesk_ticketcustomfieldvalue (value, field_id, ticket_id) VALUES ('PR-0', 1001, :id);
COMMIT;
