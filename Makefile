# Everything that a person or CI does with this checkout.
#   make site    install, build content/ into site/
#   make test    install what the tests need, and pass them all
#   make lint    format, lint, types
#   make check   all of that, and the tests with their coverage
#   make words   bring the theme's catalogues up to date with its templates

PYTHON ?= python3
BIN := .venv/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: site serve test check lint format words clean

site: .venv/installed
	$(BIN)/python build.py
	@echo "Look at it: $(BIN)/fingerpost serve, then open http://127.0.0.1:8000/"

serve: .venv/installed
	$(BIN)/python build.py serve

test: .venv/installed-test
	$(BIN)/python -m pytest

check: lint
	$(BIN)/python -m pytest --cov --cov-report=term

lint: .venv/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: .venv/installed-test
	$(BIN)/python -m tests.words

clean:
	rm -rf .venv site .fingerpost

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; PYTHON=/path/to/python make site names another one."; exit 1; }
	$(PYTHON) -m venv .venv || { echo "On Debian: apt install python3-venv"; rm -rf .venv; exit 1; }

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/installed-test: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[books,test,check]'
	@touch $@
