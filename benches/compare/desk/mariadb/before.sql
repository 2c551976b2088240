-- Makes the tickets of benches/fill.sql those of a desk that has run for years: 15 % are open or reopened, and forty are a
-- customer's. A trigger, because an update of every row would leave each table with holes. Runs before fill.sql; :N is
-- the number of tickets, a multiple of 1000.
CREATE TRIGGER compare_desk BEFORE INSERT ON helpdesk_ticket FOR EACH ROW
SET NEW.status = CASE WHEN (NEW.id - 1000) % 20 IN (1, 2) THEN 1 WHEN (NEW.id - 1000) % 20 = 3 THEN 2 WHEN (NEW.id - 1000) % 20 IN (4, 5) THEN 3 ELSE 4 END,
    NEW.submitter_email = IF((NEW.id - 1000) % (:N DIV 40) = 7, 'customer@example.com', NEW.submitter_email);
