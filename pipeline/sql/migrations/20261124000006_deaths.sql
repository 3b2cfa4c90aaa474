-- migrate:up
-- How often a worker died with the document in hand beside others: once may be bad luck, after twice it is tried alone.
ALTER TABLE fences ADD COLUMN deaths integer NOT NULL DEFAULT 0;

-- migrate:down
ALTER TABLE fences DROP COLUMN deaths;
