# The two commands of the README are `make demo` and `make test`; each sets up what it needs first.
SHELL := /bin/bash
BIN := .venv/bin
.DEFAULT_GOAL := help
# Tests start dozens of programs: a machine that forbids compiled files would compile every library each time.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help demo test lint fmt lock

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

demo: ## set up if needed, then run the demonstration portfolio
	@scripts/bootstrap demo
	@exec $(BIN)/jalon demo $(ARGS)

test: lint ## set up if needed, then everything: style, types, house rules, tests, coverage (ARGS="-k word": some tests, no gate)
	@# pytest's own last line is shown again, so that it closes the output whatever the gate says.
	@set -o pipefail; status=0; out=$$(mktemp); rm -f coverage.json; \
	$(BIN)/slipcover -m pytest -n 2 $(ARGS) | tee "$$out" || status=$$?; \
	if [ -z '$(ARGS)' ]; then $(BIN)/python scripts/coverage_gate.py || status=1; fi; \
	tail -n 1 "$$out"; rm -f "$$out"; exit $$status

lint: ## style, types and import contracts
	@scripts/bootstrap test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

fmt: ## rewrite in the house style
	@scripts/bootstrap test
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: ## resolve again and write requirements.lock, with hashes and without addresses (ARGS=--upgrade)
	@scripts/bootstrap test
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	   --no-emit-index-url --no-header --no-annotate -q -o requirements.lock $(ARGS)
