-- migrate:up
-- What the finished attempt put out, kept with the fence in one update: a redelivery publishes it again, and the handler
-- does not write anew what later stages have built upon.
ALTER TABLE fences
    ADD COLUMN event_id text,
    ADD COLUMN output jsonb;

-- migrate:down
ALTER TABLE fences
    DROP COLUMN output,
    DROP COLUMN event_id;
