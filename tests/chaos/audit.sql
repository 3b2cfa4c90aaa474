-- What the chaos suite's own database writes down: every row written under a claim with the claim of the writer and the
-- fence as it stood at that moment, and every change of a fence. Tables in a schema of their own, which readers do not see.
CREATE SCHEMA audit;

CREATE TABLE audit.writes (
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    transaction bigint NOT NULL DEFAULT txid_current(),
    relation text NOT NULL,
    operation text NOT NULL,
    writer text NOT NULL DEFAULT current_setting('application_name'),
    document_id uuid NOT NULL,
    run_id uuid,
    attempt integer,
    newest_run uuid,
    newest_attempt integer,
    newest_worker text
);

CREATE TABLE audit.fences (
    id bigserial PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    writer text NOT NULL DEFAULT current_setting('application_name'),
    document_id uuid NOT NULL,
    stage text NOT NULL,
    run_id uuid NOT NULL,
    attempt integer NOT NULL,
    status text NOT NULL,
    alone boolean NOT NULL,
    crashes integer NOT NULL,
    worker text NOT NULL,
    was_attempt integer,
    was_status text
);

CREATE TABLE audit.fired (
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    run_id uuid NOT NULL,
    fired_by uuid NOT NULL
);

-- Workers are named after their stage: STAGE-NUMBER. Within a transaction under a claim the fence row is locked, so what
-- is looked up here is what counts.
CREATE FUNCTION audit.write() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_ jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    fence fences%ROWTYPE;
BEGIN
    SELECT * INTO fence FROM fences
    WHERE document_id = (row_ ->> 'document_id')::uuid
        AND stage = split_part(current_setting('application_name'), '-', 1);
    INSERT INTO audit.writes (relation, operation, document_id, run_id, attempt, newest_run, newest_attempt, newest_worker)
    VALUES (TG_TABLE_NAME, TG_OP, (row_ ->> 'document_id')::uuid, (row_ ->> 'run_id')::uuid,
        nullif(current_setting('chaos.attempt', true), '')::integer, fence.run_id, fence.attempt, fence.worker);
    RETURN NULL;
END $$;

CREATE FUNCTION audit.fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit.fences
        (document_id, stage, run_id, attempt, status, alone, crashes, worker, was_attempt, was_status)
    VALUES (NEW.document_id, NEW.stage, NEW.run_id, NEW.attempt, NEW.status, NEW.alone, NEW.crashes, NEW.worker,
        CASE WHEN TG_OP = 'UPDATE' THEN OLD.attempt END, CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END);
    RETURN NULL;
END $$;

CREATE FUNCTION audit.fire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.fired_by IS NOT NULL THEN
        INSERT INTO audit.fired (run_id, fired_by) VALUES (NEW.run_id, NEW.fired_by);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER audit AFTER INSERT OR UPDATE ON fences FOR EACH ROW EXECUTE FUNCTION audit.fence();
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON fan_ins FOR EACH ROW EXECUTE FUNCTION audit.fire();

-- Every table that is written under a claim: all with a document, but those of jobs, the worker core and the fan-in.
DO $$
DECLARE relation text;
BEGIN
    FOR relation IN
        SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = 'document_id'
            AND table_name NOT IN ('async_jobs', 'job_checkpoints', 'incidents', 'fences', 'fan_ins', 'arrivals')
    LOOP
        EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %I'
            ' FOR EACH ROW EXECUTE FUNCTION audit.write()', relation);
    END LOOP;
END $$;
