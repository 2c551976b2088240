SELECT json_agg(ticket ORDER BY id) FROM floor.rest_ticket
WHERE id = ANY (ARRAY(SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25 OFFSET :offset));
SELECT count(*) FROM helpdesk_ticket;
