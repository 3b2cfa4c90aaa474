-- migrate:up
CREATE INDEX products_document ON products (document_id, run_id);
CREATE INDEX products_metadata ON products USING gin (metadata jsonb_path_ops);
CREATE INDEX processed_documents_document ON processed_documents (document_id, run_id);
CREATE INDEX document_images_document ON document_images (document_id, run_id);
CREATE INDEX document_entities_document ON document_entities (document_id, run_id);
CREATE INDEX image_product_relevancies_product ON image_product_relevancies (run_id, product_id, score DESC);
CREATE INDEX chunk_product_relevancies_product ON chunk_product_relevancies (run_id, product_id, score DESC);
CREATE INDEX image_chunk_relevancies_chunk ON image_chunk_relevancies (run_id, chunk_id, score DESC);
CREATE INDEX ledger_document ON ledger (document_id, run_id);
CREATE INDEX async_jobs_document ON async_jobs (document_id, started_at DESC);
CREATE INDEX async_jobs_unfinished ON async_jobs (updated_at) WHERE status = 'running';
CREATE INDEX job_checkpoints_document ON job_checkpoints (document_id);
CREATE INDEX fan_ins_waiting ON fan_ins (created_at) WHERE fired_by IS NULL;

CREATE INDEX processed_documents_embedding ON processed_documents USING hnsw (embedding vector_cosine_ops);
CREATE INDEX document_images_visual ON document_images USING hnsw (visual_embedding vector_cosine_ops);
CREATE INDEX document_images_colour ON document_images USING hnsw (colour_embedding vector_cosine_ops);
CREATE INDEX document_images_texture ON document_images USING hnsw (texture_embedding vector_cosine_ops);
CREATE INDEX document_images_application ON document_images USING hnsw (application_embedding vector_cosine_ops);
CREATE INDEX document_images_multimodal ON document_images USING hnsw (multimodal_embedding halfvec_cosine_ops);

-- What readers query: the results of each document's current run.
CREATE VIEW current_products AS
    SELECT p.* FROM products p JOIN documents d ON d.current_run_id = p.run_id;
CREATE VIEW current_chunks AS
    SELECT c.* FROM processed_documents c JOIN documents d ON d.current_run_id = c.run_id;
CREATE VIEW current_images AS
    SELECT i.* FROM document_images i JOIN documents d ON d.current_run_id = i.run_id;
CREATE VIEW current_entities AS
    SELECT e.* FROM document_entities e JOIN documents d ON d.current_run_id = e.run_id;
-- One row a fact: what a product is said to be, and on which page.
CREATE VIEW current_facts AS
    SELECT p.document_id, p.product_id, p.name AS product, fact.key AS fact,
        entry ->> 'value' AS value, entry ->> 'unit' AS unit, entry ->> 'text' AS printed,
        (entry ->> 'page')::integer AS page, entry -> 'box' AS box, (entry ->> 'confidence')::real AS confidence
    FROM current_products p, jsonb_each(p.metadata) fact, jsonb_array_elements(fact.value) entry;

-- migrate:down
DROP VIEW current_facts, current_entities, current_images, current_chunks, current_products;
DROP INDEX document_images_multimodal, document_images_application, document_images_texture, document_images_colour,
    document_images_visual, processed_documents_embedding, fan_ins_waiting, job_checkpoints_document,
    async_jobs_unfinished, async_jobs_document, ledger_document, image_chunk_relevancies_chunk,
    chunk_product_relevancies_product, image_product_relevancies_product, document_entities_document,
    document_images_document, processed_documents_document, products_metadata, products_document;
