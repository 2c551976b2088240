-- What the answers of benches/compare contain, as JSON that PostgreSQL builds. PostgreSQL puts a view's text into the
-- statement that reads it, so a view costs nothing. The schema is separate, because PostGraphile serves all of `public`.
CREATE SCHEMA floor;

CREATE VIEW floor.custom_values AS
SELECT v.ticket_id, json_object_agg('custom_' || c.name, v.value) AS named,
       json_agg(json_build_object('text', v.value, 'field', json_build_object('name', c.name)) ORDER BY c.ordering) AS listed
FROM helpdesk_ticketcustomfieldvalue v JOIN helpdesk_customfield c ON c.id = v.field_id
GROUP BY v.ticket_id;

CREATE VIEW floor.rest_ticket AS
SELECT t.id, json_build_object(
    'id', t.id, 'queue', t.queue_id, 'title', t.title, 'description', t.description, 'resolution', t.resolution,
    'submitter_email', t.submitter_email, 'assigned_to', t.assigned_to_id, 'status', t.status, 'on_hold', t.on_hold,
    'priority', t.priority, 'due_date', t.due_date, 'merged_to', t.merged_to_id,
    'custom', (SELECT c.named FROM floor.custom_values c WHERE c.ticket_id = t.id),
    'followup_set', (
        SELECT coalesce(json_agg(json_build_object(
            'id', f.id, 'ticket', f.ticket_id, 'user', f.user_id, 'title', f.title, 'comment', f.comment, 'public', f.public,
            'new_status', f.new_status, 'time_spent', f.time_spent, 'date', f.date, 'message_id', f.message_id,
            'email_recipients', f.email_recipients,
            'followupattachment_set', (
                SELECT coalesce(json_agg(json_build_object('id', a.id, 'followup', a.followup_id, 'file', a.file,
                    'filename', a.filename, 'mime_type', a.mime_type, 'size', a.size) ORDER BY a.id), '[]')
                FROM helpdesk_followupattachment a WHERE a.followup_id = f.id)) ORDER BY f.id), '[]')
        FROM helpdesk_followup f WHERE f.ticket_id = t.id)) AS ticket
FROM helpdesk_ticket t;

CREATE VIEW floor.own_ticket AS
SELECT t.id, t.created, json_build_object(
    'ticket', t.id || ' [' || q.slug || '-' || t.id || ']', 'id', t.id, 'title', t.title,
    'queue', json_build_object('title', q.title, 'id', q.id), 'status', t.status, 'created', t.created, 'due_date', t.due_date,
    'submitter', t.submitter_email, 'secret_key', t.secret_key,
    'custom', (SELECT c.named FROM floor.custom_values c WHERE c.ticket_id = t.id)) AS ticket
FROM helpdesk_ticket t JOIN helpdesk_queue q ON q.id = t.queue_id;

CREATE VIEW floor.graphql_follow_ups AS
SELECT f.ticket_id, json_agg(json_build_object(
    'databaseId', f.id, 'createdAt', f.date, 'title', f.title, 'comment', f.comment, 'public', f.public,
    'attachments', (
        SELECT coalesce(json_agg(json_build_object('databaseId', a.id, 'filename', a.filename, 'mimeType', a.mime_type,
            'size', a.size) ORDER BY a.id), '[]')
        FROM helpdesk_followupattachment a WHERE a.followup_id = f.id)) ORDER BY f.date, f.id) AS nodes
FROM helpdesk_followup f
GROUP BY f.ticket_id;

CREATE VIEW floor.graphql_ticket AS
SELECT t.id, t.description, json_build_object(
    'databaseId', t.id, 'title', t.title, 'status', t.status, 'priority', t.priority, 'createdAt', t.created,
    'updatedAt', t.modified, 'submitterEmail', t.submitter_email,
    'queue', (SELECT json_build_object('databaseId', q.id, 'title', q.title) FROM helpdesk_queue q WHERE q.id = t.queue_id),
    'assignedTo', (SELECT json_build_object('databaseId', u.id, 'username', u.username) FROM auth_user u WHERE u.id = t.assigned_to_id),
    'followUps', (SELECT f.nodes FROM floor.graphql_follow_ups f WHERE f.ticket_id = t.id)) AS ticket
FROM helpdesk_ticket t;

CREATE VIEW floor.graphql_row AS
SELECT t.id, t.created, json_build_object(
    'databaseId', t.id, 'title', t.title, 'status', t.status, 'priority', t.priority, 'createdAt', t.created,
    'queue', (SELECT json_build_object('title', q.title) FROM helpdesk_queue q WHERE q.id = t.queue_id),
    'assignedTo', (SELECT json_build_object('username', u.username) FROM auth_user u WHERE u.id = t.assigned_to_id)) AS ticket
FROM helpdesk_ticket t;
