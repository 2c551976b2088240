\set id random(:lo, :hi)
SELECT ticket FROM floor.rest_ticket WHERE id = :id;
