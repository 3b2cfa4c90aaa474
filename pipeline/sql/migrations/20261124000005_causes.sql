-- migrate:up
-- The event a part was made of: parts of different ones are not put together when both will come.
ALTER TABLE arrivals ADD COLUMN cause text;

-- migrate:down
ALTER TABLE arrivals DROP COLUMN cause;
