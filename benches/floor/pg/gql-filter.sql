SELECT json_agg(ticket ORDER BY created DESC, id) FROM floor.graphql_row
WHERE id = ANY (ARRAY(SELECT id FROM helpdesk_ticket WHERE status IN (1, 2) ORDER BY created DESC, id LIMIT 25));
