# `make help` lists what there is. What is installed lies in .tools/, .venv/ and .venvs/, all ignored by git.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install demo up down test lint test-alone schemas chaos

UV := .tools/venv/bin/uv
BIN := .venv/bin
SERVICES := discovery chunker imager linker validator jobs

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: install ## One PDF through all stages, from nothing to a summary: make demo, make demo PDF=path
	$(BIN)/tessera demo $(if $(PDF),"$(PDF)")

up: install ## Start Kafka, PostgreSQL and the six services, and keep them running
	$(BIN)/tessera up

down: ## Stop what `make up` started; the data stays in .stack/
	$(BIN)/tessera down

test: install lint test-alone ## Lint, each service alone, then every test on a real Kafka and PostgreSQL
	$(BIN)/pytest

chaos: install ## Faults in the real services: make chaos ARGS="--kills 200 --freezes 50 --seed 1"; ARGS=--help tells more
	$(BIN)/python -m tests.chaos $(ARGS)

lint: install ## Style, types and import boundaries
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-alone: $(SERVICES:%=alone-%) ## Each service's own tests with nothing but its own dependencies
alone-%: $(UV)
	UV_PROJECT_ENVIRONMENT=.venvs/$* $(UV) sync --quiet --locked --package tessera-$*
	.venvs/$*/bin/pytest -q tests/unit/$*

schemas: install ## Write schemas/*.schema.json from the models
	$(BIN)/python -m pipeline.schemas

install: $(UV) ## Bring .venv up to date with uv.lock
	$(UV) sync --locked --all-packages

$(UV):
	python3 -m venv .tools/venv
	.tools/venv/bin/pip install --quiet --disable-pip-version-check "uv>=0.9"
