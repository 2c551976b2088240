SELECT STRAIGHT_JOIN t.id, JSON_OBJECT(
    'databaseId', t.id, 'title', t.title, 'status', t.status, 'priority', t.priority, 'createdAt', t.created,
    'updatedAt', t.modified, 'submitterEmail', t.submitter_email, 'queue', JSON_OBJECT('databaseId', q.id, 'title', q.title),
    'assignedTo', IF(u.id IS NULL, NULL, JSON_OBJECT('databaseId', u.id, 'username', u.username)))
FROM (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25 OFFSET 100) AS page
JOIN helpdesk_ticket t ON t.id = page.id JOIN helpdesk_queue q ON q.id = t.queue_id LEFT JOIN auth_user u ON u.id = t.assigned_to_id;
SELECT STRAIGHT_JOIN f.ticket_id, f.id, JSON_OBJECT(
    'databaseId', f.id, 'createdAt', f.date, 'title', f.title, 'comment', f.comment, 'public', f.public)
FROM (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25 OFFSET 100) AS page
JOIN helpdesk_followup f ON f.ticket_id = page.id;
SELECT STRAIGHT_JOIN a.followup_id, JSON_OBJECT('databaseId', a.id, 'filename', a.filename, 'mimeType', a.mime_type, 'size', a.size)
FROM (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25 OFFSET 100) AS page
JOIN helpdesk_followup f ON f.ticket_id = page.id JOIN helpdesk_followupattachment a ON a.followup_id = f.id;
