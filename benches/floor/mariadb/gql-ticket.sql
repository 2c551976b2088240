SELECT t.id, JSON_OBJECT(
    'databaseId', t.id, 'title', t.title, 'description', t.description, 'status', t.status, 'priority', t.priority, 'createdAt', t.created,
    'updatedAt', t.modified, 'submitterEmail', t.submitter_email, 'queue', JSON_OBJECT('databaseId', q.id, 'title', q.title),
    'assignedTo', IF(u.id IS NULL, NULL, JSON_OBJECT('databaseId', u.id, 'username', u.username)))
FROM helpdesk_ticket t JOIN helpdesk_queue q ON q.id = t.queue_id LEFT JOIN auth_user u ON u.id = t.assigned_to_id WHERE t.id = :id;
SELECT f.ticket_id, f.id, JSON_OBJECT(
    'databaseId', f.id, 'createdAt', f.date, 'title', f.title, 'comment', f.comment, 'public', f.public)
FROM helpdesk_followup f WHERE f.ticket_id = :id;
SELECT a.followup_id, JSON_OBJECT('databaseId', a.id, 'filename', a.filename, 'mimeType', a.mime_type, 'size', a.size)
FROM helpdesk_followup f JOIN helpdesk_followupattachment a ON a.followup_id = f.id WHERE f.ticket_id = :id;
SELECT v.ticket_id, c.name, v.value
FROM helpdesk_ticketcustomfieldvalue v JOIN helpdesk_customfield c ON c.id = v.field_id WHERE v.ticket_id = :id;
