# Everything a person or a machine does with this checkout. Needs python3 with venv and pip only.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
STAMP  := $(VENV)/.stamp

# One thread a process: the suite runs two, and results do not depend on a thread count.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: run test test-slow check bench golden help

run: $(STAMP)-core ## Solve the national grid, today and clean_2030, and say where the reports lie
	$(BIN)/bess-opt run examples/national_grid --scenario today --scenario clean_2030

test: $(STAMP)-test ## Run the test suite
	$(BIN)/python -m pytest -n 2

test-slow: $(STAMP)-test $(STAMP)-crosscheck ## Run the long proofs as well, among them PyPSA's answer to the same systems
	$(BIN)/python -m pytest -n 2 -m "slow or not slow"

check: $(STAMP)-check ## Format, lint, types, import directions, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell bess_opt tests examples data README.md CHANGELOG.md Makefile

bench: $(STAMP)-crosscheck ## Measure beside PyPSA, HiGHS, Clarabel and linopy and write tests/bench/results.md; CASES="year ramps" for some
	$(BIN)/python -m tests.bench $(CASES)

golden: $(STAMP)-test ## Rewrite the golden LP files; read the difference before you commit it
	$(BIN)/python -m pytest tests/lp --golden

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "bess_opt needs Python 3.11 or newer; name one: make run PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

# A stamp per extra, so that `make run` installs nothing that only tests need.
$(STAMP)-core: pyproject.toml | $(VENV)/bin/python
	$(PIP) install -e .
	@touch $@

$(STAMP)-%: pyproject.toml | $(VENV)/bin/python
	$(PIP) install -e ".[$*]"
	@touch $@
