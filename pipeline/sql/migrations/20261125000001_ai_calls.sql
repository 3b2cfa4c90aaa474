-- migrate:up
-- What every call to a model took and cost. No foreign key: what was paid stays when a document is deleted.
CREATE TABLE ai_calls (
    call_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id uuid NOT NULL,
    run_id uuid NOT NULL,
    stage text NOT NULL,
    capability text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    about text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('answered', 'malformed', 'cut', 'refused', 'failed')),
    tokens_in integer NOT NULL,
    tokens_out integer NOT NULL,
    tokens_read integer NOT NULL,
    tokens_written integer NOT NULL,
    seconds double precision NOT NULL,
    usd numeric NOT NULL,
    asked_at timestamptz NOT NULL
);
CREATE INDEX ai_calls_run ON ai_calls (run_id);
CREATE INDEX ai_calls_asked_at ON ai_calls (asked_at);

-- Spent or put aside, by run and by day.
CREATE TABLE ai_budgets (
    scope text PRIMARY KEY,
    usd numeric NOT NULL
);

CREATE VIEW ai_costs AS
SELECT document_id, run_id, stage, capability, provider, model, count(*) AS calls, sum(usd) AS usd,
       sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out, sum(tokens_read) AS tokens_read,
       sum(seconds) AS seconds
FROM ai_calls
GROUP BY document_id, run_id, stage, capability, provider, model;

-- migrate:down
DROP VIEW ai_costs;
DROP TABLE ai_budgets;
DROP TABLE ai_calls;
