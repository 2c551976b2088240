\set id random(:lo, :hi)
SELECT t.ticket, t.description, (SELECT c.listed FROM floor.custom_values c WHERE c.ticket_id = t.id)
FROM floor.graphql_ticket t WHERE t.id = :id;
