SELECT t.id, JSON_OBJECT(
    'id', t.id, 'queue', t.queue_id, 'title', t.title, 'description', t.description, 'resolution', t.resolution,
    'submitter_email', t.submitter_email, 'assigned_to', t.assigned_to_id, 'status', t.status, 'on_hold', t.on_hold,
    'priority', t.priority, 'due_date', t.due_date, 'merged_to', t.merged_to_id)
FROM helpdesk_ticket t WHERE t.id = :id;
SELECT f.ticket_id, f.id, JSON_OBJECT(
    'id', f.id, 'ticket', f.ticket_id, 'user', f.user_id, 'title', f.title, 'comment', f.comment, 'public', f.public,
    'new_status', f.new_status, 'time_spent', f.time_spent, 'date', f.date, 'message_id', f.message_id,
    'email_recipients', f.email_recipients)
FROM helpdesk_followup f WHERE f.ticket_id = :id;
SELECT a.followup_id, JSON_OBJECT('id', a.id, 'followup', a.followup_id, 'file', a.file, 'filename', a.filename,
    'mime_type', a.mime_type, 'size', a.size)
FROM helpdesk_followup f JOIN helpdesk_followupattachment a ON a.followup_id = f.id WHERE f.ticket_id = :id;
SELECT v.ticket_id, c.name, v.value
FROM helpdesk_ticketcustomfieldvalue v JOIN helpdesk_customfield c ON c.id = v.field_id WHERE v.ticket_id = :id;
