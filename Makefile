# Throughline: `make run` for a look, `make serve` for real use, `make test` before a change lands.
PORT ?= 8000
DATA_DIR ?= var/data
export PORT DATA_DIR

PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi

.PHONY: run serve test check build lock bench faults clean help python preflight

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: export PUBLIC_URL ?= http://127.0.0.1:$(PORT)
run: preflight build  ## everything, with the demo world, on http://127.0.0.1:8000 (PORT, DATA_DIR, DEMO=0)
	@$(FLASK) setup
	@exec $(FLASK) serve

serve: export THROUGHLINE_ENV = production
serve: export PROFILE = embedded
serve: preflight build  ## for real use: no demo, settings from the environment (see README)
	@$(FLASK) setup
	@exec $(FLASK) serve

test: .venv/test.stamp build  ## sets up what the tests need, then the whole list of checks
	@$(MAKE) --no-print-directory check

check:  ## the whole list, on what is set up
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	cd static && ../tools/node npm test --silent
	$(BIN)/pytest -q tests/test_migrations.py --junitxml=var/junit/migrations.xml
	$(BIN)/pytest -q -n 3 --dist loadfile -m "not browser" --ignore tests/test_migrations.py --ignore tests/faults --junitxml=var/junit/tests.xml
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not browser" tests/faults --junitxml=var/junit/faults.xml
	$(BIN)/pytest -q -n 2 --dist loadfile -m browser --ignore tests/faults --junitxml=var/junit/journeys.xml

bench: .venv/test.stamp build  ## benchmarks: p50, p95 and per second
	$(BIN)/python -m tests.bench

faults: .venv/test.stamp build  ## long fault runs
	FAULT_ROUNDS=100 $(BIN)/pytest -q -s tests/faults

build: .venv/run.stamp  ## styles and scripts
	@tools/front-end

lock: .venv/test.stamp  ## writes the locked requirements anew (UPGRADE=--upgrade for newer versions)
	cd requirements && for f in run node test; do UV_PYTHON_DOWNLOADS=never ../$(BIN)/uv pip compile -q $(UPGRADE) \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o $$f.txt $$f.in \
	  || exit 1; done

clean:  ## removes what was installed and built; keeps the data
	rm -rf .venv static/node_modules static/dist var/junit var/shots .mypy_cache .pytest_cache .ruff_cache

python:
	@[ -n "$(PYTHON)" ] || { echo "Throughline needs Python 3.11 or newer, and no python3 here is."; exit 1; }

preflight: | python
	@$(PYTHON) -m tools.preflight

# A stamp is written last, so an interrupted installation is taken up again.
.venv/run.stamp: requirements/run.txt | python
	@$(PYTHON) -m tools.environment run
	@cp $< $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp | python
	@$(PYTHON) -m tools.environment test
	@cp $< $@
