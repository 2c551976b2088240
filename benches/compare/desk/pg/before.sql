-- Makes the tickets of benches/fill.sql those of a desk that has run for years: 15 % are open or reopened, and forty are a
-- customer's. A trigger, because an update of every row would leave each table with holes. Runs before fill.sql; :N is
-- the number of tickets, a multiple of 1000.
CREATE FUNCTION public.compare_desk() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE i int := NEW.id - 1000;
BEGIN
    NEW.status := CASE WHEN i % 20 IN (1, 2) THEN 1 WHEN i % 20 = 3 THEN 2 WHEN i % 20 IN (4, 5) THEN 3 ELSE 4 END;
    IF i % (:N / 40) = 7 THEN NEW.submitter_email := 'customer@example.com'; END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER compare_desk BEFORE INSERT ON helpdesk_ticket FOR EACH ROW EXECUTE FUNCTION public.compare_desk();
-- fill.sql switches ordinary triggers off.
ALTER TABLE helpdesk_ticket ENABLE ALWAYS TRIGGER compare_desk;
