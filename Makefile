# Everything happens inside this folder: .venv (the installation) and .levada (the lake, Airflow, logs).
SHELL := /bin/bash
PYTHON ?=
AIRFLOW_PORT ?= 8080
# Where the demo happens. Shells have a variable of this name too, which is none of ours.
ifneq ($(origin ENV),command line)
ENV := local
endif
BIN := $(CURDIR)/.venv/bin

export AIRFLOW_HOME := $(CURDIR)/.levada/airflow
export DBT_PROFILES_DIR := $(CURDIR)/.levada/dbt
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
unexport PYTHONPATH
# Images set it to stay small. Here hundreds of processes would compile the same modules, each for itself.
unexport PYTHONDONTWRITEBYTECODE
export PATH := $(BIN):$(PATH)
export AIRFLOW_PORT
unexport ENV

.DEFAULT_GOAL := help
.PHONY: help demo ui test local lakehouse older lint clean install constraints

help: ## what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20
	@echo "  make PYTHON=python3.12 …  with a Python of your choice (3.11 to 3.13)"

# Spark needs a JDK, which nobody installs for you: it is looked for before anything is fetched.
demo ui: export NEED_JDK := $(filter lakehouse,$(ENV))

demo: $(ENV) ## real data through the real Airflow into published tables, in about two minutes; ENV=lakehouse: on real servers
	@$(BIN)/python -m tests.demo.demo $(ENV)

ui: $(ENV) ## the demo, then Airflow left running to look at (AIRFLOW_PORT, 8080 by default)
	@$(BIN)/python -m tests.demo.demo $(ENV) --ui

test: install ## every test, those through the real Airflow scheduler included, two at a time
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

local: install

lakehouse: ## an object store, a catalogue and Trino on this machine, and what their tests need
	@LAKEHOUSE=1 .ci/install $(PYTHON)
	@$(BIN)/levada lakehouse up
	@$(BIN)/python -m tests.programs

older: install ## the tests through a real scheduler, in Airflow 3.1 and 3.2
	@LEVADA_AIRFLOW=3.1 $(BIN)/python -m pytest tests/e2e/test_scheduler.py
	@LEVADA_AIRFLOW=3.2 $(BIN)/python -m pytest tests/e2e/test_scheduler.py

lint: install ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean: ## remove everything that was made here, the installation included
	@if [ -d .levada/lakehouse ]; then $(BIN)/levada lakehouse down; fi
	rm -rf .venv .levada dist dbt_project/target dbt_project/logs
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

install: ## .venv with everything that is needed; nothing is done twice
	@.ci/install $(PYTHON)

constraints: install ## compile .ci/constraints anew, for every Python minor
	@.ci/compile
