\set id random(:lo, :hi)
SELECT g.ticket, t.description, (SELECT c.listed FROM floor.custom_values c WHERE c.ticket_id = t.id)
FROM floor.graphql_ticket g JOIN helpdesk_ticket t ON t.id = g.id WHERE t.id = :id;
