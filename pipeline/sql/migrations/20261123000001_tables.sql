-- migrate:up
CREATE EXTENSION IF NOT EXISTS vector;

-- A document and the run whose results readers see.
CREATE TABLE documents (
    document_id uuid PRIMARY KEY,
    current_run_id uuid,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    source text NOT NULL,
    filename text NOT NULL,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    page_count integer NOT NULL,
    title text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Who may write for a document and stage: the highest (run_id, attempt).
CREATE TABLE fences (
    document_id uuid NOT NULL,
    stage text NOT NULL,
    run_id uuid NOT NULL,
    attempt integer NOT NULL,
    status text NOT NULL CHECK (status IN ('claimed', 'released', 'finished', 'failed')),
    alone boolean NOT NULL DEFAULT false,
    crashes integer NOT NULL DEFAULT 0,
    worker text NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (document_id, stage)
);

-- Fan-in: what has arrived of a run, and which event fired it.
CREATE TABLE fan_ins (
    run_id uuid PRIMARY KEY,
    document_id uuid NOT NULL,
    fired_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    fired_at timestamptz
);
CREATE TABLE arrivals (
    run_id uuid NOT NULL REFERENCES fan_ins ON DELETE CASCADE,
    part text NOT NULL,
    event_id uuid NOT NULL,
    event jsonb NOT NULL,
    arrived_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, part)
);

-- How every page, image, product and chunk of a run ended.
CREATE TABLE ledger (
    run_id uuid NOT NULL,
    document_id uuid NOT NULL,
    stage text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('page', 'image', 'product', 'chunk')),
    item text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('emitted', 'skipped', 'dead_lettered')),
    reason text NOT NULL DEFAULT '',
    page integer,
    PRIMARY KEY (run_id, stage, kind, item),
    CHECK (outcome = 'emitted' OR reason <> '')
);

-- Answers of AI providers, the offline ones too, by their question: nothing is asked twice.
CREATE TABLE ai_results (
    key bytea PRIMARY KEY,
    capability text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    version text NOT NULL,
    result bytea NOT NULL,
    cost_usd numeric NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE products (
    run_id uuid NOT NULL,
    product_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    name text NOT NULL,
    discriminator text NOT NULL DEFAULT '',
    pages integer[] NOT NULL,
    metadata jsonb NOT NULL DEFAULT '{}',
    variants jsonb NOT NULL DEFAULT '[]',
    evidence text[] NOT NULL DEFAULT '{}',
    confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    PRIMARY KEY (run_id, product_id)
);

-- Chunks; parents (level 0, 1) carry the text around their children and no embedding.
CREATE TABLE processed_documents (
    run_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    parent_chunk_id uuid,
    level smallint NOT NULL,
    ordinal integer NOT NULL,
    pages integer[] NOT NULL,
    heading text NOT NULL DEFAULT '',
    content text NOT NULL,
    sha256 text NOT NULL,
    embedding vector(1536),
    embedding_model text,
    PRIMARY KEY (run_id, chunk_id)
);

CREATE TABLE document_images (
    run_id uuid NOT NULL,
    image_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    sha256 text NOT NULL,
    object_key text NOT NULL,
    format text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    page integer NOT NULL,
    places jsonb NOT NULL,
    role text NOT NULL,
    caption text NOT NULL DEFAULT '',
    material text NOT NULL DEFAULT '',
    colours jsonb NOT NULL DEFAULT '[]',
    textures jsonb NOT NULL DEFAULT '[]',
    quality real NOT NULL CHECK (quality BETWEEN 0 AND 1),
    analysis jsonb NOT NULL DEFAULT '{}',
    analysis_model text NOT NULL,
    visual_embedding vector(512) NOT NULL,
    colour_embedding vector(512) NOT NULL,
    texture_embedding vector(512) NOT NULL,
    application_embedding vector(512) NOT NULL,
    multimodal_embedding halfvec(2048) NOT NULL,
    embedding_model text NOT NULL,
    PRIMARY KEY (run_id, image_id)
);

CREATE TABLE document_entities (
    run_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    kind text NOT NULL
        CHECK (kind IN ('certificate', 'logo', 'specification', 'care', 'installation', 'contact')),
    name text NOT NULL,
    pages integer[] NOT NULL,
    content text NOT NULL DEFAULT '',
    metadata jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (run_id, entity_id)
);

CREATE TABLE image_product_relevancies (
    run_id uuid NOT NULL,
    image_id uuid NOT NULL,
    product_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    components jsonb NOT NULL,
    PRIMARY KEY (run_id, image_id, product_id),
    FOREIGN KEY (run_id, image_id) REFERENCES document_images ON DELETE CASCADE,
    FOREIGN KEY (run_id, product_id) REFERENCES products ON DELETE CASCADE
);

CREATE TABLE chunk_product_relevancies (
    run_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    product_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    components jsonb NOT NULL,
    PRIMARY KEY (run_id, chunk_id, product_id),
    FOREIGN KEY (run_id, chunk_id) REFERENCES processed_documents ON DELETE CASCADE,
    FOREIGN KEY (run_id, product_id) REFERENCES products ON DELETE CASCADE
);

CREATE TABLE image_chunk_relevancies (
    run_id uuid NOT NULL,
    image_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    components jsonb NOT NULL,
    PRIMARY KEY (run_id, image_id, chunk_id),
    FOREIGN KEY (run_id, image_id) REFERENCES document_images ON DELETE CASCADE,
    FOREIGN KEY (run_id, chunk_id) REFERENCES processed_documents ON DELETE CASCADE
);

-- One row a run: what operators see.
CREATE TABLE async_jobs (
    run_id uuid PRIMARY KEY,
    document_id uuid NOT NULL,
    tenant text NOT NULL DEFAULT 'default',
    labels jsonb NOT NULL DEFAULT '{}',
    filename text NOT NULL DEFAULT '',
    status text NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'superseded')),
    progress real NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    stage text NOT NULL,
    error_code text,
    error text,
    error_page integer,
    confidence_score real,
    products_discovered integer,
    chunks_created integer,
    images_processed integer,
    links integer,
    cost_usd numeric NOT NULL DEFAULT 0,
    seconds jsonb NOT NULL DEFAULT '{}',
    ledger jsonb NOT NULL DEFAULT '{}',
    warnings jsonb NOT NULL DEFAULT '[]',
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    heartbeat_at timestamptz,
    finished_at timestamptz
);

-- The last state of each stage of a run, as on its compacted topic.
CREATE TABLE job_checkpoints (
    run_id uuid NOT NULL,
    stage text NOT NULL,
    document_id uuid NOT NULL,
    attempt integer NOT NULL,
    sequence integer NOT NULL,
    status text NOT NULL,
    worker text NOT NULL,
    checkpoints text[] NOT NULL DEFAULT '{}',
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    page integer,
    seconds real NOT NULL DEFAULT 0,
    state jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (run_id, stage)
);

-- migrate:down
DROP TABLE job_checkpoints, async_jobs, image_chunk_relevancies, chunk_product_relevancies,
    image_product_relevancies, document_entities, document_images, processed_documents, products, ai_results, ledger,
    arrivals, fan_ins, fences, documents;
DROP EXTENSION vector;
