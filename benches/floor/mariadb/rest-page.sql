SELECT STRAIGHT_JOIN t.id, JSON_OBJECT(
    'id', t.id, 'queue', t.queue_id, 'title', t.title, 'description', t.description, 'resolution', t.resolution,
    'submitter_email', t.submitter_email, 'assigned_to', t.assigned_to_id, 'status', t.status, 'on_hold', t.on_hold,
    'priority', t.priority, 'due_date', t.due_date, 'merged_to', t.merged_to_id)
FROM (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25) AS page
JOIN helpdesk_ticket t ON t.id = page.id;
SELECT STRAIGHT_JOIN f.ticket_id, f.id, JSON_OBJECT(
    'id', f.id, 'ticket', f.ticket_id, 'user', f.user_id, 'title', f.title, 'comment', f.comment, 'public', f.public,
    'new_status', f.new_status, 'time_spent', f.time_spent, 'date', f.date, 'message_id', f.message_id,
    'email_recipients', f.email_recipients)
FROM (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25) AS page
JOIN helpdesk_followup f ON f.ticket_id = page.id;
SELECT STRAIGHT_JOIN a.followup_id, JSON_OBJECT('id', a.id, 'followup', a.followup_id, 'file', a.file, 'filename', a.filename,
    'mime_type', a.mime_type, 'size', a.size)
FROM (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25) AS page
JOIN helpdesk_followup f ON f.ticket_id = page.id JOIN helpdesk_followupattachment a ON a.followup_id = f.id;
SELECT STRAIGHT_JOIN v.ticket_id, c.name, v.value
FROM (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25) AS page
JOIN helpdesk_ticketcustomfieldvalue v ON v.ticket_id = page.id JOIN helpdesk_customfield c ON c.id = v.field_id;
SELECT count(*) FROM helpdesk_ticket;
