SELECT json_agg(ticket ORDER BY id) FROM floor.rest_ticket
WHERE id = ANY (ARRAY(SELECT id FROM helpdesk_ticket WHERE status IN (1, 2) ORDER BY id LIMIT 25));
SELECT count(*) FROM helpdesk_ticket WHERE status IN (1, 2);
