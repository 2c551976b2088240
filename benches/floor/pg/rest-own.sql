SELECT json_agg(ticket ORDER BY created DESC, id) FROM floor.own_ticket
WHERE id = ANY (ARRAY(SELECT id FROM helpdesk_ticket WHERE submitter_email = 'customer@example.com'
                      ORDER BY created DESC, id LIMIT 25));
SELECT count(*) FROM helpdesk_ticket WHERE submitter_email = 'customer@example.com';
