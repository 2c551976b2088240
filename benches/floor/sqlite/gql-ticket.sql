SELECT t.ticket, t.description,
    (SELECT json_group_array(json(c.value)) FROM (SELECT value FROM floor_custom_value WHERE ticket_id = t.id ORDER BY ordering) c)
FROM floor_graphql_ticket t WHERE t.id = :id;
