SELECT ticket FROM floor_graphql_row WHERE id IN (SELECT id FROM helpdesk_ticket WHERE status IN (1, 2) ORDER BY created DESC, id LIMIT 25)
ORDER BY created DESC, id;
