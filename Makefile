# All that is done with this project by hand or by CI. `make` alone tells what there is.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test lint mutants bench texts lock

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install -qq --require-hashes

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run ## start Wederhoor on http://localhost:8000 (HOST, PORT), with its database, worker and demo
	@exec $(PY) -m flask --app wsgi serve

test: lint ## run every check: lint, then all tests on SQLite, PostgreSQL and in a browser, with the coverage gate
	@$(PY) -m tests.support.browser
	@$(PY) -m pytest -n 2 --dist worksteal --cov

lint: $(VENV)/.dev ## check style, types, layers and templates without running anything
	@echo "lint: ruff" && $(PY) -m ruff check --quiet .
	@echo "lint: format" && $(PY) -m ruff format --quiet --check .
	@echo "lint: types" && $(PY) -m mypy --no-error-summary
	@echo "lint: layers" && $(VENV)/bin/lint-imports --no-logo
	@echo "lint: templates" && $(PY) -m djlint --quiet --lint templates

mutants: $(VENV)/.dev ## take each lock out in turn and see a test fail
	@$(PY) -m tests.leaks.mutants.run

bench: $(VENV)/.dev ## measure the speed of this machine and of the program
	@$(PY) -m benchmarks

texts: $(VENV)/.dev ## collect the texts of code and templates, and compile the catalogues
	@$(VENV)/bin/pybabel -q extract -F babel.cfg -k lazy_gettext --sort-by-file --add-location=file -o .cache/messages.pot .
	@$(VENV)/bin/pybabel -q update -i .cache/messages.pot -d portal/locale -l en --no-wrap --ignore-obsolete --ignore-pot-creation-date
	@$(VENV)/bin/pybabel compile -d portal/locale -l en --statistics

# ---- dependencies ----------------------------------------------------------------------------------------------------
# pyproject.toml says what is wanted; the lock files say which versions and hashes that became. `make lock` keeps the
# versions that still fit; `make lock LOCK_FLAGS=--upgrade` takes the newest that pyproject.toml allows.

UV_VERSION := 0.13.9
COMPILE = .cache/lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' $(LOCK_FLAGS)

lock: ## compile requirements.lock and requirements-dev.lock from pyproject.toml
	@$(PYTHON) -m venv .cache/lock && .cache/lock/bin/python -m pip install -qq uv==$(UV_VERSION)
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@if grep -nE '://|--(extra-)?index|--find-links' requirements*.lock; then echo "lock: an address got into a lock file"; exit 1; fi

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is missing: install it and name it, as in: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get update && apt-get install -y python3-venv; } >/dev/null 2>&1 && $(PYTHON) -c 'import ensurepip' 2>/dev/null; } || \
	  { echo "Python's venv module is missing: as root, apt-get install python3-venv"; exit 1; }
	@echo "setting up $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: requirements.lock | $(VENV)/.made
	@echo "installing what Wederhoor runs on"
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements.lock requirements-dev.lock | $(VENV)/.made
	@echo "installing what Wederhoor runs on and is checked with"
	@$(INSTALL) -r requirements-dev.lock
	@touch $(VENV)/.run $@
