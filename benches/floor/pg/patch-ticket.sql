\set id random(:lo, :hi)
\set priority random(1, 5)
UPDATE helpdesk_ticket SET priority = :priority, modified = now() WHERE id = :id;
SELECT ticket FROM floor.rest_ticket WHERE id = :id;
