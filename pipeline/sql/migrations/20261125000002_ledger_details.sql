-- migrate:up
-- What else is known of an item: of a page how its text was read, why by OCR, how sure that is, and the seconds it took.
ALTER TABLE ledger ADD COLUMN details jsonb NOT NULL DEFAULT '{}';

-- migrate:down
ALTER TABLE ledger DROP COLUMN details;
