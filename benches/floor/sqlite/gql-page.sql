SELECT ticket FROM floor_graphql_ticket WHERE id IN (SELECT id FROM helpdesk_ticket ORDER BY id LIMIT 25 OFFSET 100)
ORDER BY id;
