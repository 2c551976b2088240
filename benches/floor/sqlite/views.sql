-- What the answers of benches/compare contain, as JSON that SQLite builds: one row for each ticket. SQLite puts a view's text into
-- the statement that reads it, so a view costs nothing.
CREATE VIEW floor_rest_ticket AS
SELECT t.id, json_object(
    'id', t.id, 'queue', t.queue_id, 'title', t.title, 'description', t.description, 'resolution', t.resolution,
    'submitter_email', t.submitter_email, 'assigned_to', t.assigned_to_id, 'status', t.status, 'on_hold', t.on_hold,
    'priority', t.priority, 'due_date', t.due_date, 'merged_to', t.merged_to_id,
    'custom', (
        SELECT json_group_object('custom_' || c.name, v.value)
        FROM helpdesk_ticketcustomfieldvalue v JOIN helpdesk_customfield c ON c.id = v.field_id WHERE v.ticket_id = t.id),
    'followup_set', (
        SELECT json_group_array(json_object(
            'id', f.id, 'ticket', f.ticket_id, 'user', f.user_id, 'title', f.title, 'comment', f.comment, 'public', f.public,
            'new_status', f.new_status, 'time_spent', f.time_spent, 'date', f.date, 'message_id', f.message_id,
            'email_recipients', f.email_recipients,
            'followupattachment_set', (
                SELECT json_group_array(json_object(
                    'id', a.id, 'followup', a.followup_id, 'file', a.file, 'filename', a.filename, 'mime_type', a.mime_type,
                    'size', a.size))
                FROM (SELECT * FROM helpdesk_followupattachment WHERE followup_id = f.id ORDER BY id) a)))
        FROM (SELECT * FROM helpdesk_followup WHERE ticket_id = t.id ORDER BY id) f)) AS ticket
FROM helpdesk_ticket t;

CREATE VIEW floor_own_ticket AS
SELECT t.id, t.created, json_object(
    'ticket', t.id || ' [' || q.slug || '-' || t.id || ']', 'id', t.id, 'title', t.title,
    'queue', json_object('title', q.title, 'id', q.id), 'status', t.status, 'created', t.created, 'due_date', t.due_date,
    'submitter', t.submitter_email, 'secret_key', t.secret_key,
    'custom', (
        SELECT json_group_object('custom_' || c.name, v.value)
        FROM helpdesk_ticketcustomfieldvalue v JOIN helpdesk_customfield c ON c.id = v.field_id WHERE v.ticket_id = t.id)) AS ticket
FROM helpdesk_ticket t JOIN helpdesk_queue q ON q.id = t.queue_id;

CREATE VIEW floor_graphql_ticket AS
SELECT t.id, t.description, json_object(
    'databaseId', t.id, 'title', t.title, 'status', t.status, 'priority', t.priority, 'createdAt', t.created,
    'updatedAt', t.modified, 'submitterEmail', t.submitter_email,
    'queue', (SELECT json_object('databaseId', q.id, 'title', q.title) FROM helpdesk_queue q WHERE q.id = t.queue_id),
    'assignedTo', (SELECT json_object('databaseId', u.id, 'username', u.username) FROM auth_user u WHERE u.id = t.assigned_to_id),
    'followUps', (
        SELECT json_group_array(json_object(
            'databaseId', f.id, 'createdAt', f.date, 'title', f.title, 'comment', f.comment, 'public', f.public,
            'attachments', (
                SELECT json_group_array(json_object(
                    'databaseId', a.id, 'filename', a.filename, 'mimeType', a.mime_type, 'size', a.size))
                FROM (SELECT * FROM helpdesk_followupattachment WHERE followup_id = f.id ORDER BY id) a)))
        FROM (SELECT * FROM helpdesk_followup WHERE ticket_id = t.id ORDER BY date, id) f)) AS ticket
FROM helpdesk_ticket t;

CREATE VIEW floor_custom_value AS
SELECT v.ticket_id, c.ordering, json_object('text', v.value, 'field', json_object('name', c.name)) AS value
FROM helpdesk_ticketcustomfieldvalue v JOIN helpdesk_customfield c ON c.id = v.field_id;

CREATE VIEW floor_graphql_row AS
SELECT t.id, t.created, json_object(
    'databaseId', t.id, 'title', t.title, 'status', t.status, 'priority', t.priority, 'createdAt', t.created,
    'queue', (SELECT json_object('title', q.title) FROM helpdesk_queue q WHERE q.id = t.queue_id),
    'assignedTo', (SELECT json_object('username', u.username) FROM auth_user u WHERE u.id = t.assigned_to_id)) AS ticket
FROM helpdesk_ticket t;
