SELECT ticket FROM floor_rest_ticket WHERE id IN (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25 OFFSET :offset)
ORDER BY id;
SELECT count(*) FROM helpdesk_ticket;
