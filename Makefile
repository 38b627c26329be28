# Two commands do all the set-up: `make demo` (the main job, on a real engine) and `make test` (everything).
# Where no Docker engine answers they bring one up (Debian, as root); see docs/engine.md.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SCRIPTS := scripts/engine scripts/with-engine scripts/demo scripts/lock scripts/pictures scripts/setup .ci/run examples/install-matrix/make-tree \
  examples/lock-matrix/make-tree examples/lock-matrix/stack
SH_SCRIPTS := templates/recorder.sh templates/gather.sh templates/verdict.sh

.PHONY: demo test lint unit e2e bench format clean engine-down

demo: $(READY)
	@scripts/demo

test: lint unit e2e

$(READY): pyproject.toml scripts/setup
	@PYTHON="$(PYTHON)" scripts/setup .venv

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/shellcheck $(SCRIPTS)
	$(BIN)/shellcheck -s sh $(SH_SCRIPTS)

unit: $(READY)
	$(BIN)/pytest -m "not engine" -n 2

e2e: $(READY)
	scripts/with-engine $(BIN)/pytest -m engine

bench: $(READY)
	$(BIN)/python -m bench.startup
	$(BIN)/python -m bench.render_scale
	scripts/with-engine $(BIN)/python -m bench.recorder_overhead
	scripts/with-engine $(BIN)/python -m bench.red_run

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

engine-down:
	scripts/engine down

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
