# Everything works from a fresh checkout with only Python 3.11+ and make.

PYTHON ?= python3
WORKERS ?= 2
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
SHELL := /bin/sh

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := install --require-hashes --requirement
UV_COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --quiet $(if $(UPGRADE),--upgrade)

.PHONY: help
help:  ## show this list
	@sed -n 's/^\([a-z][a-z-]*\):.*  ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: demo
demo: .venv/runtime.done  ## serve the demonstration registry, in the foreground
	@exec $(BIN)/quanze demo

.PHONY: test
test: .venv/dev.done  ## run all tests (WORKERS=2, PYTEST_ARGS='-k name')
	$(BIN)/pytest -n $(WORKERS) $(PYTEST_ARGS)

.PHONY: lint
lint: .venv/dev.done  ## check style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

.PHONY: format
format: .venv/dev.done  ## format, and fix what can be fixed
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

.PHONY: types
types: .venv/dev.done  ## check types, strictly
	$(BIN)/mypy

.PHONY: imports
imports: .venv/dev.done  ## check that imports point one way
	$(BIN)/lint-imports

.PHONY: sure
sure: lint types imports test  ## all of the above: what must hold before a change goes in

.PHONY: install
install: .venv/dev.done  ## make .venv with everything for development

.PHONY: lock
lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: .venv/dev.done  ## write requirements/ anew from pyproject.toml (UPGRADE=1: newest versions)
	$(UV_COMPILE) pyproject.toml --output-file requirements/runtime.txt
	$(UV_COMPILE) pyproject.toml --group dev --constraints requirements/runtime.txt --output-file requirements/dev.txt
	$(UV_COMPILE) --group build --constraints requirements/dev.txt --output-file requirements/build.txt

.PHONY: clean
clean:  ## remove .venv and what the tools leave behind
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist

# One stamp a step: nothing is installed again until a lock changes.

.venv/made.done:
	@command -v $(PYTHON) >/dev/null || { echo "quanze needs Python 3.11 or newer, and there is no $(PYTHON): try make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("quanze needs Python 3.11 or newer, and $(PYTHON) is %d.%d: try make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@rm -rf .venv
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime.done: .venv/made.done pyproject.toml requirements/build.txt requirements/runtime.txt
	$(PIP) $(LOCKED) requirements/build.txt --requirement requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.done: .venv/runtime.done requirements/dev.txt
	$(PIP) $(LOCKED) requirements/dev.txt
	@touch $@
