BEGIN IMMEDIATE;
INSERT INTO helpdesk_ticket (title, created, modified, submitter_email, status, on_hold, description, priority, queue_id, secret_key)
VALUES ('A new ticket', strftime('%Y-%m-%d %H:%M:%f', 'now'), strftime('%Y-%m-%d %H:%M:%f', 'now'), 'person1@example.com', 1, FALSE,
        replace(hex(zeroblob(10)), '00', 'The printer is on fire. The printer is on fire. '), 3, 1001, hex(randomblob(16)));
INSERT INTO helpdesk_followup (date, title, comment, public, ticket_id, user_id)
VALUES (strftime('%Y-%m-%d %H:%M:%f', 'now'), 'Ticket Opened', replace(hex(zeroblob(10)), '00', 'The printer is on fire. The printer is on fire. '),
        TRUE, :inserted, 1001);
INSERT INTO helpdesk_ticketcustomfieldvalue (value, field_id, ticket_id) VALUES ('PR-0', 1001, :inserted);
COMMIT;
