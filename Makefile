# `make` alone explains every target.

VENV := .venv
PYTHON := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset check hook test bench bench-desk bench-print bench-search bench-votes bench-year rehearsal permissions soak check-site screenshots guide-pictures try-production metadata sbom audit lock format
.DELETE_ON_ERROR:

help: ## Explain these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed-base.txt ## Set up and serve a site with content on 127.0.0.1:8000 (PORT=, DEMO_PASSWORD=, DATABASE_URL=)
	@exec $(PYTHON) -m thinktank.operations.start_demo

demo-reset: $(VENV)/installed-base.txt ## Forget the demo's content and accounts; the next `make demo` starts over
	@exec $(PYTHON) -m thinktank.operations.reset_demo

check: $(VENV)/installed-dev.txt ## Check the code in less than a minute: lint, format, imports, templates, settings, migrations
	@exec $(PYTHON) -m tests.run --checks

hook: ## Run `make check` before every commit in this clone
	@git config core.hooksPath .githooks

test: $(VENV)/installed-dev.txt $(VENV)/installed-schemas.txt ## Check the code and run every test on SQLite, on PostgreSQL and in Chromium (ARGS= go to pytest)
	@exec $(PYTHON) -m tests.run $(ARGS)

bench: $(VENV)/installed-dev.txt ## Measure what pages cost (JSON=path writes the figures, ARGS=--postgresql the other database)
	@exec $(PYTHON) -m tests.bench $(if $(JSON),--json $(JSON)) $(ARGS)

permissions: $(VENV)/installed-dev.txt ## Write docs/permissions.md anew: who is answered what at every address (seven minutes)
	@exec env PERMISSIONS=write $(PYTHON) -m tests.run --only sqlite tests/permissions/test_matrix.py

soak: $(VENV)/installed-dev.txt ## Send hostile requests to every address on both databases (REQUESTS=100000, SEED=, ARGS="--only sqlite")
	@exec $(PYTHON) -m tests.fuzz $(if $(REQUESTS),--requests $(REQUESTS)) $(if $(SEED),--seed $(SEED)) $(ARGS)

check-site: $(VENV)/installed-dev.txt ## Ask outside checkers about the demo: Nu, axe, links, paper, veraPDF, EPUBCheck, Lighthouse (ARGS="nu axe" for some)
	@exec $(PYTHON) -m tests.outside $(ARGS)

screenshots: $(VENV)/installed-dev.txt ## Take the pictures in docs/screenshots anew: every kind of page
	@exec $(PYTHON) -m tests.outside.screenshots $(ARGS)

guide-pictures: $(VENV)/installed-dev.txt ## Take the pictures of the editors' guides anew: every step of the first hour
	@exec $(PYTHON) -m tests.outside.guide_pictures $(ARGS)

try-production: $(VENV)/installed-dev.txt ## Follow docs/production.md in a fresh Debian 12 (root, debootstrap, half an hour; ARGS="--root FOLDER")
	@exec $(PYTHON) -m tests.outside.try_production $(ARGS)

bench-desk: $(VENV)/installed-dev.txt ## Measure what pages of the desk cost at 100,000 publications (JSON=, ARGS="--postgresql --many 20000 --plans")
	@exec $(PYTHON) -m tests.bench.desk $(if $(JSON),--json $(JSON)) $(ARGS)

bench-print: $(VENV)/installed-dev.txt ## Measure how long PDFs take and how much memory (JSON= writes the figures to a file)
	@exec $(PYTHON) -m tests.bench.printing $(if $(JSON),--json $(JSON))

bench-search: $(VENV)/installed-dev.txt ## Measure what searches cost at 10,000 and 100,000 editions (JSON=, ARGS="--postgresql --sizes 10000")
	@exec $(PYTHON) -m tests.bench.search $(if $(JSON),--json $(JSON)) $(ARGS)

bench-votes: $(VENV)/installed-dev.txt ## Measure what a vote costs, and a page with a poll of 100,000 ballots (ARGS=--postgresql the other database)
	@exec $(PYTHON) -m tests.bench.votes $(ARGS)

bench-year: $(VENV)/installed-dev.txt ## Simulate a year with a news spike on this machine, from costs measured on both databases (JSON=)
	@exec $(PYTHON) -m tests.bench.year $(if $(JSON),--json $(JSON)) $(ARGS)

rehearsal: $(VENV)/installed-dev.txt ## Break a site on purpose in a dozen ways and say what came of it (JSON=, LONG=1, ARGS="database-crashes" for some)
	@exec $(PYTHON) -m tests.rehearsal $(if $(JSON),--json $(JSON)) $(ARGS)

sbom: $(VENV)/installed-dev.txt ## Write var/sbom.json (CycloneDX): what a site is made of, from requirements/base.txt
	@mkdir -p var && $(VENV)/bin/cyclonedx-py requirements requirements/base.txt --pyproject pyproject.toml \
	    --output-reproducible --of JSON --output-file var/sbom.json && echo var/sbom.json

audit: $(VENV)/installed-dev.txt ## Ask whether weaknesses of the locked packages are known (exit 1: some are, 2: not checked)
	@exec $(PYTHON) -m tools.audit_dependencies $(ARGS)

LOCK := $(VENV)/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --python-version 3.12

metadata: $(VENV)/installed-dev.txt ## Write docs/metadata.md anew: what programs read of the demo's round table
	@place=$$(mktemp -d) && export VAR_DIR=$$place && $(PYTHON) manage.py migrate --verbosity 0 && \
	    $(PYTHON) manage.py show_metadata --round-table --read-on 2026-07-20 > $$place/metadata.md && \
	    cp $$place/metadata.md docs/metadata.md ; rm -rf $$place

lock: $(VENV)/uv/bin/uv ## Renew requirements/*.txt from what pyproject.toml names
	@$(LOCK) pyproject.toml --output-file requirements/base.txt
	@$(LOCK) pyproject.toml --group dev --output-file requirements/dev.txt

format: $(VENV)/installed-dev.txt ## Format Python and templates
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format --quiet .
	@find templates -name '*.html' -exec $(VENV)/bin/djade --target-version 6.1 {} + || true

# The virtual environment, made anew when its Python is gone; each lock is installed again when it changes. Locks are
# complete, so pip need not look for what their packages depend on.

$(PYTHON):
	@python=$$(sh thinktank/operations/find-python.sh) && \
	    echo "Making $(VENV) with $$($$python --version)" && \
	    $$python -m venv --clear $(VENV)

$(VENV)/installed-%.txt: requirements/%.txt $(PYTHON)
	@echo "Installing the packages of $<"
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null
	@$(PYTHON) -m pip install --disable-pip-version-check --no-input --progress-bar off --no-deps --require-hashes -r $<
	@cp $< $@

$(VENV)/uv/bin/uv: $(PYTHON)
	@$(PYTHON) -m venv $(VENV)/uv && $(VENV)/uv/bin/pip install --quiet --disable-pip-version-check uv
