-- migrate:up
-- What services/jobs noticed about work that crashed, was stuck or got lost, and what it did: one row an attempt and kind.
CREATE TABLE incidents (
    run_id uuid NOT NULL,
    stage text NOT NULL,
    attempt integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('crashed', 'stuck', 'lost')),
    document_id uuid NOT NULL,
    tenant text NOT NULL DEFAULT 'default',
    worker text NOT NULL DEFAULT '',
    page integer,
    log text NOT NULL DEFAULT '',
    what text NOT NULL,
    action text NOT NULL CHECK (action IN ('waiting', 'taken_over', 'restart', 'give_up')),
    restarts integer NOT NULL DEFAULT 0,
    noticed_at timestamptz NOT NULL DEFAULT now(),
    silent_seconds real,
    resolved_at timestamptz,
    resolved_by text,
    PRIMARY KEY (run_id, stage, attempt, kind),
    CHECK ((resolved_at IS NULL) = (resolved_by IS NULL))
);
CREATE INDEX incidents_noticed ON incidents (noticed_at DESC);
CREATE INDEX async_jobs_status ON async_jobs (status);

-- migrate:down
DROP INDEX async_jobs_status;
DROP TABLE incidents;
