# Throughline: `make run` for a look, `make serve` for real use, `make test` before a change lands.
PORT ?= 8000
DATA_DIR ?= var/data
export PORT DATA_DIR

PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: run serve setup test check build lock bench faults clean python

run: setup  ## everything, with the demo world, on http://127.0.0.1:8000
	@$(BIN)/python -m tools.preflight
	@$(BIN)/flask --app wsgi setup
	@$(BIN)/flask --app wsgi serve

serve: setup  ## for real use: no demo, settings from the environment (see README)
	@$(BIN)/python -m tools.preflight
	@THROUGHLINE_ENV=production $(BIN)/flask --app wsgi setup
	@THROUGHLINE_ENV=production $(BIN)/flask --app wsgi serve

setup: .venv/run.stamp build

test: .venv/test.stamp build  ## set up what the tests need and run the whole list
	@$(MAKE) --no-print-directory check

check:  ## the whole list
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	cd static && $(CURDIR)/tools/node npm test --silent
	$(BIN)/pytest -q -m "not browser" --junitxml=var/junit/tests.xml
	$(BIN)/pytest -q -m browser --junitxml=var/junit/journeys.xml

bench: .venv/test.stamp build  ## benchmarks: prints p50, p95 and per second
	$(BIN)/python -m tests.bench

faults: .venv/test.stamp build  ## long fault runs
	FAULT_ROUNDS=100 $(BIN)/pytest -q tests/faults

build: .venv/run.stamp  ## styles and scripts
	@tools/front-end

lock:  ## write the hash-locked requirements anew
	cd requirements && for f in run test; do UV_PYTHON_DOWNLOADS=never uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate -o $$f.txt $$f.in; done

clean:
	rm -rf .venv static/node_modules static/dist var

python:
	@[ -n "$(PYTHON)" ] || { echo "Throughline needs Python 3.11 or newer (python3); none was found."; exit 1; }

.venv/bin/python: | python
	@echo "Making the virtual environment"
	@$(PYTHON) -m venv .venv

# A stamp is written last, so an interrupted installation is taken up again.
.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@echo "Installing Python packages (once)"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on -q --require-hashes -r $<
	@cp $< $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp | .venv/bin/python
	@echo "Installing test tools (once)"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on -q --require-hashes -r $<
	@cp $< $@
