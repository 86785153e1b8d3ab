# Every target sets itself up: the first one that runs makes an environment in .venv and installs the project into it.
#
#   make demo     an insecure commit by an agent is refused, the mended one accepted, in a scratch repository
#   make test     the tests
#   make check    all that has to hold before a change lands: tests, lint, types, layers, docs
#   make bench    CPU, memory and growth, next to their budgets
#   make docs     write docs/reference anew
#
# PYTHON=python3.12 runs any of them on another interpreter, in an environment of its own under build/.
# Works with GNU make 3.81 and later, and any POSIX shell (on Windows: the one that comes with Git).

VENV ?= $(if $(PYTHON),build/venv-$(notdir $(PYTHON)),.venv)
CANDIDATES = $(if $(PYTHON),$(PYTHON),python3 python3.13 python3.12 python3.11 python)
ifeq ($(OS),Windows_NT)
BIN = $(VENV)/Scripts
else
BIN = $(VENV)/bin
endif
PY = $(BIN)/python
READY = $(VENV)/.aigate-installed
SCRIPTS = $(wildcard docs/*.py bench/*.py)

# An interpreter that can make an environment: new enough, and with pip's installer in it.
NEW_ENOUGH = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs docs-check lint format types layers setup clean

help:
	@sed -n 's/^#   //p' Makefile

setup: $(READY)

$(READY): pyproject.toml
	@if ! "$(PY)" -c pass >/dev/null 2>&1; then \
	  chosen=; \
	  for candidate in $(CANDIDATES); do \
	    if "$$candidate" -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then chosen=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$chosen" ]; then \
	    echo "error: no Python 3.11 or newer with the venv module among: $(CANDIDATES)" >&2; \
	    echo " hint: install one (on Debian and Ubuntu with its -venv package), or name it: make test PYTHON=/path/to/python3" >&2; \
	    exit 2; \
	  fi; \
	  echo "Making $(VENV) with $$("$$chosen" --version)"; \
	  "$$chosen" -m venv --clear "$(VENV)" || exit 2; \
	fi
	@echo "Installing aigate and its development tools into $(VENV)"
	@if "$(PY)" -m pip install --quiet --quiet --disable-pip-version-check --editable '.[dev]'; then \
	  touch "$(READY)"; \
	elif "$(PY)" -c 'import aigate.cli, mypy, pytest, xdist' >/dev/null 2>&1; then \
	  echo "warning: could not install (is there a network?); going on with the packages that $(VENV) already has" >&2; \
	else \
	  echo "error: could not install what pyproject.toml names" >&2; \
	  echo " hint: the messages of pip above say why; the first run needs a package index within reach" >&2; \
	  exit 2; \
	fi

demo: $(READY)
	@"$(PY)" docs/demo.py

test: $(READY)
	@"$(PY)" -m pytest -n 2 tests

lint: $(READY)
	@"$(PY)" -m ruff check .
	@"$(PY)" -m ruff format --check .

format: $(READY)
	@"$(PY)" -m ruff check --fix .
	@"$(PY)" -m ruff format .

# aigate/ and tests/ are named in pyproject.toml; the scripts are no package, so they are named here.
types: $(READY)
	@"$(PY)" -m mypy
	@"$(PY)" -m mypy $(SCRIPTS)

layers: $(READY)
	@"$(BIN)/lint-imports"

docs: $(READY)
	@"$(PY)" docs/generate.py

docs-check: $(READY)
	@"$(PY)" docs/generate.py --check

check: lint types layers docs-check test

bench: $(READY)
	@"$(PY)" bench/gate.py

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
