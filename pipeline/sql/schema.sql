

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: vector; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;


--
-- Name: EXTENSION vector; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: ai_budgets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ai_budgets (
    scope text NOT NULL,
    usd numeric NOT NULL
);


--
-- Name: ai_calls; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ai_calls (
    call_id bigint NOT NULL,
    document_id uuid NOT NULL,
    run_id uuid NOT NULL,
    stage text NOT NULL,
    capability text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    about text NOT NULL,
    outcome text NOT NULL,
    tokens_in integer NOT NULL,
    tokens_out integer NOT NULL,
    tokens_read integer NOT NULL,
    tokens_written integer NOT NULL,
    seconds double precision NOT NULL,
    usd numeric NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT ai_calls_outcome_check CHECK ((outcome = ANY (ARRAY['answered'::text, 'malformed'::text, 'cut'::text, 'refused'::text, 'failed'::text])))
);


--
-- Name: ai_calls_call_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.ai_calls ALTER COLUMN call_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ai_calls_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: ai_costs; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.ai_costs AS
 SELECT document_id,
    run_id,
    stage,
    capability,
    provider,
    model,
    count(*) AS calls,
    sum(usd) AS usd,
    sum(tokens_in) AS tokens_in,
    sum(tokens_out) AS tokens_out,
    sum(tokens_read) AS tokens_read,
    sum(seconds) AS seconds
   FROM public.ai_calls
  GROUP BY document_id, run_id, stage, capability, provider, model;


--
-- Name: ai_results; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ai_results (
    key bytea NOT NULL,
    capability text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    version text NOT NULL,
    result bytea NOT NULL,
    cost_usd numeric DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: arrivals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.arrivals (
    run_id uuid NOT NULL,
    part text NOT NULL,
    event_id uuid NOT NULL,
    event jsonb NOT NULL,
    arrived_at timestamp with time zone DEFAULT now() NOT NULL,
    cause text
);


--
-- Name: async_jobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.async_jobs (
    run_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    filename text DEFAULT ''::text NOT NULL,
    status text NOT NULL,
    progress real DEFAULT 0 NOT NULL,
    stage text NOT NULL,
    error_code text,
    error text,
    error_page integer,
    confidence_score real,
    products_discovered integer,
    chunks_created integer,
    images_processed integer,
    links integer,
    cost_usd numeric DEFAULT 0 NOT NULL,
    seconds jsonb DEFAULT '{}'::jsonb NOT NULL,
    ledger jsonb DEFAULT '{}'::jsonb NOT NULL,
    warnings jsonb DEFAULT '[]'::jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    heartbeat_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT async_jobs_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
    CONSTRAINT async_jobs_status_check CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'failed'::text, 'superseded'::text])))
);


--
-- Name: chunk_product_relevancies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.chunk_product_relevancies (
    run_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    product_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    score real NOT NULL,
    components jsonb NOT NULL,
    CONSTRAINT chunk_product_relevancies_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision)))
);


--
-- Name: documents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.documents (
    document_id uuid NOT NULL,
    current_run_id uuid,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    source text NOT NULL,
    filename text NOT NULL,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    page_count integer NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: processed_documents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.processed_documents (
    run_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    parent_chunk_id uuid,
    level smallint NOT NULL,
    ordinal integer NOT NULL,
    pages integer[] NOT NULL,
    heading text DEFAULT ''::text NOT NULL,
    content text NOT NULL,
    sha256 text NOT NULL,
    embedding public.vector(1536),
    embedding_model text
);


--
-- Name: current_chunks; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.current_chunks AS
 SELECT c.run_id,
    c.chunk_id,
    c.document_id,
    c.tenant,
    c.labels,
    c.parent_chunk_id,
    c.level,
    c.ordinal,
    c.pages,
    c.heading,
    c.content,
    c.sha256,
    c.embedding,
    c.embedding_model
   FROM (public.processed_documents c
     JOIN public.documents d ON ((d.current_run_id = c.run_id)));


--
-- Name: document_entities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.document_entities (
    run_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    pages integer[] NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT document_entities_kind_check CHECK ((kind = ANY (ARRAY['certificate'::text, 'logo'::text, 'specification'::text, 'care'::text, 'installation'::text, 'contact'::text])))
);


--
-- Name: current_entities; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.current_entities AS
 SELECT e.run_id,
    e.entity_id,
    e.document_id,
    e.tenant,
    e.labels,
    e.kind,
    e.name,
    e.pages,
    e.content,
    e.metadata
   FROM (public.document_entities e
     JOIN public.documents d ON ((d.current_run_id = e.run_id)));


--
-- Name: products; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.products (
    run_id uuid NOT NULL,
    product_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text NOT NULL,
    discriminator text DEFAULT ''::text NOT NULL,
    pages integer[] NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    variants jsonb DEFAULT '[]'::jsonb NOT NULL,
    evidence text[] DEFAULT '{}'::text[] NOT NULL,
    confidence real NOT NULL,
    CONSTRAINT products_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision)))
);


--
-- Name: current_products; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.current_products AS
 SELECT p.run_id,
    p.product_id,
    p.document_id,
    p.tenant,
    p.labels,
    p.name,
    p.discriminator,
    p.pages,
    p.metadata,
    p.variants,
    p.evidence,
    p.confidence
   FROM (public.products p
     JOIN public.documents d ON ((d.current_run_id = p.run_id)));


--
-- Name: current_facts; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.current_facts AS
 SELECT p.document_id,
    p.product_id,
    p.name AS product,
    fact.key AS fact,
    (entry.value ->> 'value'::text) AS value,
    (entry.value ->> 'unit'::text) AS unit,
    (entry.value ->> 'text'::text) AS printed,
    ((entry.value ->> 'page'::text))::integer AS page,
    (entry.value -> 'box'::text) AS box,
    ((entry.value ->> 'confidence'::text))::real AS confidence
   FROM public.current_products p,
    LATERAL jsonb_each(p.metadata) fact(key, value),
    LATERAL jsonb_array_elements(fact.value) entry(value);


--
-- Name: document_images; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.document_images (
    run_id uuid NOT NULL,
    image_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    sha256 text NOT NULL,
    object_key text NOT NULL,
    format text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    page integer NOT NULL,
    places jsonb NOT NULL,
    role text NOT NULL,
    caption text DEFAULT ''::text NOT NULL,
    material text DEFAULT ''::text NOT NULL,
    colours jsonb DEFAULT '[]'::jsonb NOT NULL,
    textures jsonb DEFAULT '[]'::jsonb NOT NULL,
    quality real NOT NULL,
    analysis jsonb DEFAULT '{}'::jsonb NOT NULL,
    analysis_model text NOT NULL,
    visual_embedding public.vector(512) NOT NULL,
    colour_embedding public.vector(512) NOT NULL,
    texture_embedding public.vector(512) NOT NULL,
    application_embedding public.vector(512) NOT NULL,
    multimodal_embedding public.halfvec(2048) NOT NULL,
    embedding_model text NOT NULL,
    CONSTRAINT document_images_quality_check CHECK (((quality >= (0)::double precision) AND (quality <= (1)::double precision)))
);


--
-- Name: current_images; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.current_images AS
 SELECT i.run_id,
    i.image_id,
    i.document_id,
    i.tenant,
    i.labels,
    i.sha256,
    i.object_key,
    i.format,
    i.width,
    i.height,
    i.page,
    i.places,
    i.role,
    i.caption,
    i.material,
    i.colours,
    i.textures,
    i.quality,
    i.analysis,
    i.analysis_model,
    i.visual_embedding,
    i.colour_embedding,
    i.texture_embedding,
    i.application_embedding,
    i.multimodal_embedding,
    i.embedding_model
   FROM (public.document_images i
     JOIN public.documents d ON ((d.current_run_id = i.run_id)));


--
-- Name: dead_letters_handled; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dead_letters_handled (
    topic text NOT NULL,
    partition integer NOT NULL,
    kafka_offset bigint NOT NULL,
    letter_at timestamp with time zone NOT NULL,
    action text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    by_whom text NOT NULL,
    host text NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT dead_letters_handled_action_check CHECK ((action = ANY (ARRAY['requeued'::text, 'dropped'::text])))
);


--
-- Name: fan_ins; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fan_ins (
    run_id uuid NOT NULL,
    document_id uuid NOT NULL,
    fired_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    fired_at timestamp with time zone
);


--
-- Name: fences; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fences (
    document_id uuid NOT NULL,
    stage text NOT NULL,
    run_id uuid NOT NULL,
    attempt integer NOT NULL,
    status text NOT NULL,
    alone boolean DEFAULT false NOT NULL,
    crashes integer DEFAULT 0 NOT NULL,
    worker text NOT NULL,
    claimed_at timestamp with time zone DEFAULT now() NOT NULL,
    event_id text,
    output jsonb,
    deaths integer DEFAULT 0 NOT NULL,
    CONSTRAINT fences_status_check CHECK ((status = ANY (ARRAY['claimed'::text, 'released'::text, 'finished'::text, 'failed'::text])))
);


--
-- Name: image_chunk_relevancies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.image_chunk_relevancies (
    run_id uuid NOT NULL,
    image_id uuid NOT NULL,
    chunk_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    score real NOT NULL,
    components jsonb NOT NULL,
    CONSTRAINT image_chunk_relevancies_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision)))
);


--
-- Name: image_product_relevancies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.image_product_relevancies (
    run_id uuid NOT NULL,
    image_id uuid NOT NULL,
    product_id uuid NOT NULL,
    document_id uuid NOT NULL,
    tenant text NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    score real NOT NULL,
    components jsonb NOT NULL,
    CONSTRAINT image_product_relevancies_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision)))
);


--
-- Name: incidents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.incidents (
    run_id uuid NOT NULL,
    stage text NOT NULL,
    attempt integer NOT NULL,
    kind text NOT NULL,
    document_id uuid NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    worker text DEFAULT ''::text NOT NULL,
    page integer,
    log text DEFAULT ''::text NOT NULL,
    what text NOT NULL,
    action text NOT NULL,
    restarts integer DEFAULT 0 NOT NULL,
    noticed_at timestamp with time zone DEFAULT now() NOT NULL,
    silent_seconds real,
    resolved_at timestamp with time zone,
    resolved_by text,
    CONSTRAINT incidents_action_check CHECK ((action = ANY (ARRAY['waiting'::text, 'taken_over'::text, 'restart'::text, 'give_up'::text]))),
    CONSTRAINT incidents_check CHECK (((resolved_at IS NULL) = (resolved_by IS NULL))),
    CONSTRAINT incidents_kind_check CHECK ((kind = ANY (ARRAY['crashed'::text, 'stuck'::text, 'lost'::text])))
);


--
-- Name: job_checkpoints; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_checkpoints (
    run_id uuid NOT NULL,
    stage text NOT NULL,
    document_id uuid NOT NULL,
    attempt integer NOT NULL,
    sequence integer NOT NULL,
    status text NOT NULL,
    worker text NOT NULL,
    checkpoints text[] DEFAULT '{}'::text[] NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    total integer DEFAULT 0 NOT NULL,
    page integer,
    seconds real DEFAULT 0 NOT NULL,
    state jsonb NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: ledger; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger (
    run_id uuid NOT NULL,
    document_id uuid NOT NULL,
    stage text NOT NULL,
    kind text NOT NULL,
    item text NOT NULL,
    outcome text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    page integer,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT ledger_check CHECK (((outcome = 'emitted'::text) OR (reason <> ''::text))),
    CONSTRAINT ledger_kind_check CHECK ((kind = ANY (ARRAY['page'::text, 'image'::text, 'product'::text, 'chunk'::text]))),
    CONSTRAINT ledger_outcome_check CHECK ((outcome = ANY (ARRAY['emitted'::text, 'skipped'::text, 'dead_lettered'::text])))
);


--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);


--
-- Name: ai_budgets ai_budgets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_budgets
    ADD CONSTRAINT ai_budgets_pkey PRIMARY KEY (scope);


--
-- Name: ai_calls ai_calls_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_calls
    ADD CONSTRAINT ai_calls_pkey PRIMARY KEY (call_id);


--
-- Name: ai_results ai_results_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ai_results
    ADD CONSTRAINT ai_results_pkey PRIMARY KEY (key);


--
-- Name: arrivals arrivals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_pkey PRIMARY KEY (run_id, part);


--
-- Name: async_jobs async_jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.async_jobs
    ADD CONSTRAINT async_jobs_pkey PRIMARY KEY (run_id);


--
-- Name: chunk_product_relevancies chunk_product_relevancies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.chunk_product_relevancies
    ADD CONSTRAINT chunk_product_relevancies_pkey PRIMARY KEY (run_id, chunk_id, product_id);


--
-- Name: dead_letters_handled dead_letters_handled_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dead_letters_handled
    ADD CONSTRAINT dead_letters_handled_pkey PRIMARY KEY (topic, partition, kafka_offset, letter_at, handled_at);


--
-- Name: document_entities document_entities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_entities
    ADD CONSTRAINT document_entities_pkey PRIMARY KEY (run_id, entity_id);


--
-- Name: document_images document_images_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.document_images
    ADD CONSTRAINT document_images_pkey PRIMARY KEY (run_id, image_id);


--
-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (document_id);


--
-- Name: fan_ins fan_ins_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fan_ins
    ADD CONSTRAINT fan_ins_pkey PRIMARY KEY (run_id);


--
-- Name: fences fences_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fences
    ADD CONSTRAINT fences_pkey PRIMARY KEY (document_id, stage);


--
-- Name: image_chunk_relevancies image_chunk_relevancies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_chunk_relevancies
    ADD CONSTRAINT image_chunk_relevancies_pkey PRIMARY KEY (run_id, image_id, chunk_id);


--
-- Name: image_product_relevancies image_product_relevancies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_product_relevancies
    ADD CONSTRAINT image_product_relevancies_pkey PRIMARY KEY (run_id, image_id, product_id);


--
-- Name: incidents incidents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (run_id, stage, attempt, kind);


--
-- Name: job_checkpoints job_checkpoints_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_checkpoints
    ADD CONSTRAINT job_checkpoints_pkey PRIMARY KEY (run_id, stage);


--
-- Name: ledger ledger_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (run_id, stage, kind, item);


--
-- Name: processed_documents processed_documents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.processed_documents
    ADD CONSTRAINT processed_documents_pkey PRIMARY KEY (run_id, chunk_id);


--
-- Name: products products_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (run_id, product_id);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);


--
-- Name: ai_calls_asked_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_calls_asked_at ON public.ai_calls USING btree (asked_at);


--
-- Name: ai_calls_run; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ai_calls_run ON public.ai_calls USING btree (run_id);


--
-- Name: async_jobs_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX async_jobs_document ON public.async_jobs USING btree (document_id, started_at DESC);


--
-- Name: async_jobs_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX async_jobs_status ON public.async_jobs USING btree (status);


--
-- Name: async_jobs_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX async_jobs_unfinished ON public.async_jobs USING btree (updated_at) WHERE (status = 'running'::text);


--
-- Name: chunk_product_relevancies_product; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX chunk_product_relevancies_product ON public.chunk_product_relevancies USING btree (run_id, product_id, score DESC);


--
-- Name: document_entities_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_entities_document ON public.document_entities USING btree (document_id, run_id);


--
-- Name: document_images_application; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_images_application ON public.document_images USING hnsw (application_embedding public.vector_cosine_ops);


--
-- Name: document_images_colour; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_images_colour ON public.document_images USING hnsw (colour_embedding public.vector_cosine_ops);


--
-- Name: document_images_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_images_document ON public.document_images USING btree (document_id, run_id);


--
-- Name: document_images_multimodal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_images_multimodal ON public.document_images USING hnsw (multimodal_embedding public.halfvec_cosine_ops);


--
-- Name: document_images_texture; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_images_texture ON public.document_images USING hnsw (texture_embedding public.vector_cosine_ops);


--
-- Name: document_images_visual; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX document_images_visual ON public.document_images USING hnsw (visual_embedding public.vector_cosine_ops);


--
-- Name: fan_ins_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX fan_ins_waiting ON public.fan_ins USING btree (created_at) WHERE (fired_by IS NULL);


--
-- Name: image_chunk_relevancies_chunk; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX image_chunk_relevancies_chunk ON public.image_chunk_relevancies USING btree (run_id, chunk_id, score DESC);


--
-- Name: image_product_relevancies_product; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX image_product_relevancies_product ON public.image_product_relevancies USING btree (run_id, product_id, score DESC);


--
-- Name: incidents_noticed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX incidents_noticed ON public.incidents USING btree (noticed_at DESC);


--
-- Name: job_checkpoints_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_checkpoints_document ON public.job_checkpoints USING btree (document_id);


--
-- Name: ledger_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_document ON public.ledger USING btree (document_id, run_id);


--
-- Name: processed_documents_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX processed_documents_document ON public.processed_documents USING btree (document_id, run_id);


--
-- Name: processed_documents_embedding; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX processed_documents_embedding ON public.processed_documents USING hnsw (embedding public.vector_cosine_ops);


--
-- Name: products_document; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX products_document ON public.products USING btree (document_id, run_id);


--
-- Name: products_metadata; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX products_metadata ON public.products USING gin (metadata jsonb_path_ops);


--
-- Name: arrivals arrivals_run_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrivals
    ADD CONSTRAINT arrivals_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.fan_ins(run_id) ON DELETE CASCADE;


--
-- Name: chunk_product_relevancies chunk_product_relevancies_run_id_chunk_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.chunk_product_relevancies
    ADD CONSTRAINT chunk_product_relevancies_run_id_chunk_id_fkey FOREIGN KEY (run_id, chunk_id) REFERENCES public.processed_documents(run_id, chunk_id) ON DELETE CASCADE;


--
-- Name: chunk_product_relevancies chunk_product_relevancies_run_id_product_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.chunk_product_relevancies
    ADD CONSTRAINT chunk_product_relevancies_run_id_product_id_fkey FOREIGN KEY (run_id, product_id) REFERENCES public.products(run_id, product_id) ON DELETE CASCADE;


--
-- Name: image_chunk_relevancies image_chunk_relevancies_run_id_chunk_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_chunk_relevancies
    ADD CONSTRAINT image_chunk_relevancies_run_id_chunk_id_fkey FOREIGN KEY (run_id, chunk_id) REFERENCES public.processed_documents(run_id, chunk_id) ON DELETE CASCADE;


--
-- Name: image_chunk_relevancies image_chunk_relevancies_run_id_image_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_chunk_relevancies
    ADD CONSTRAINT image_chunk_relevancies_run_id_image_id_fkey FOREIGN KEY (run_id, image_id) REFERENCES public.document_images(run_id, image_id) ON DELETE CASCADE;


--
-- Name: image_product_relevancies image_product_relevancies_run_id_image_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_product_relevancies
    ADD CONSTRAINT image_product_relevancies_run_id_image_id_fkey FOREIGN KEY (run_id, image_id) REFERENCES public.document_images(run_id, image_id) ON DELETE CASCADE;


--
-- Name: image_product_relevancies image_product_relevancies_run_id_product_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_product_relevancies
    ADD CONSTRAINT image_product_relevancies_run_id_product_id_fkey FOREIGN KEY (run_id, product_id) REFERENCES public.products(run_id, product_id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--



--
-- Dbmate schema migrations
--

INSERT INTO public.schema_migrations (version) VALUES
    ('20261123000001'),
    ('20261123000002'),
    ('20261124000002'),
    ('20261124000003'),
    ('20261124000004'),
    ('20261124000005'),
    ('20261124000006'),
    ('20261125000001'),
    ('20261125000002');
