SELECT json_agg(ticket ORDER BY id) FROM floor.graphql_ticket
WHERE id = ANY (ARRAY(SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25 OFFSET 100));
