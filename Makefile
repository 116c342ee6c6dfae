# `make` lists the targets. The virtual environment .venv is made on the first call and again when pyproject.toml
# changes; PYTHON chooses the interpreter it is made with (3.10 to 3.13).
SHELL := /bin/bash -euo pipefail
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PROTO_BIN := .venv-proto/bin
PIP_FLAGS ?= --quiet --disable-pip-version-check

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.stamp: pyproject.toml
	@echo "Installing whosaid[server] into .venv (a minute or two the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[server]'
	@touch $@

.venv/.stamp-dev: .venv/.stamp
	@echo "Installing whosaid[dev], PyTorch among it, into .venv (a few minutes the first time)"
	@$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[dev]'
	@touch $@

.venv/.stamp-train: .venv/.stamp-dev
	@$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[dev,train]'
	@touch $@

.venv-proto/.stamp: scripts/proto-requirements.txt
	@echo "Installing the stub generator into .venv-proto"
	@rm -rf .venv-proto
	@$(PYTHON) -m venv .venv-proto
	@$(PROTO_BIN)/python -m pip install $(PIP_FLAGS) --requirement $<
	@touch $@

.PHONY: setup
setup: .venv/.stamp-dev ## make the virtual environment .venv

.PHONY: run
run: .venv/.stamp ## start a server, send it the articles of examples/articles, print their claims, stop it
	@$(BIN)/python scripts/run_demo.py examples/articles/*.txt

.PHONY: serve
serve: .venv/.stamp ## start the server; ARGS="--port 50051 --help"
	@$(BIN)/python -m whosaid_server $(ARGS)

.PHONY: test
test: .venv/.stamp-dev .venv-proto/.stamp ## run all tests; ARGS="tests/server -x"
	@WHOSAID_PROTO_PYTHON=$(PROTO_BIN)/python $(BIN)/python -m pytest $(ARGS)

.PHONY: soak
soak: .venv/.stamp-dev ## run the long fault tests: load for minutes, thousands of hostile texts, killed batches; WHOSAID_SOAK_SECONDS=180
	@$(BIN)/python -m pytest -m soak --timeout 3600 tests/faults tests/client/batch $(ARGS)

.PHONY: bench
bench: .venv/.stamp-dev ## run all benchmarks and print their figures beside the targets; ARGS="--quick"
	@for benchmark in benchmarks/*.py; do $(BIN)/python $$benchmark $(ARGS); done

.PHONY: lint
lint: .venv/.stamp-dev ## check the contract, style and types
	$(BIN)/buf lint
	$(BIN)/buf format --diff --exit-code --path proto/whosaid
	@scripts/check_breaking.sh $(BIN)/buf
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

.PHONY: format
format: .venv/.stamp-dev ## format the contract and the code
	$(BIN)/buf format --write --path proto/whosaid
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: proto
proto: .venv-proto/.stamp ## generate client/whosaid/v1 from proto/
	@$(PROTO_BIN)/python scripts/generate_stubs.py

.PHONY: lock
lock: .venv/.stamp-dev ## write deploy/requirements.txt anew from pyproject.toml: versions and hashes of all packages
	@scripts/lock.sh $(BIN)/uv

.venv-audit/.stamp:
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install $(PIP_FLAGS) pip-audit
	@touch $@

.PHONY: audit
audit: .venv-audit/.stamp ## look for known vulnerabilities in deploy/requirements.txt; needs PyPI's own service
	@.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement deploy/requirements.txt

.PHONY: train
train: .venv/.stamp-train ## train the model anew: DATA=folder of the corpora, BASE=encoder to start from, ARGS="--help"
	@test -n "$(DATA)" || { echo "make train: set DATA to the folder of the corpora, e.g. make train DATA=../data" >&2; exit 2; }
	@$(BIN)/python -m whosaid_models.training --data "$(DATA)" $(if $(BASE),--base "$(BASE)") $(ARGS)

.PHONY: graphs
graphs: .venv/.stamp-dev ## make the ONNX graphs anew, after a change of the network: READER=folder of weights
	@$(BIN)/python -m whosaid_models.training.export --reader "$(or $(READER),models/whosaid_models/weights/reader)"

.PHONY: evaluate
evaluate: .venv/.stamp-dev ## print the figures of the model: DATA=folder of the corpora
	@test -n "$(DATA)" || { echo "make evaluate: set DATA to the folder of the corpora, e.g. make evaluate DATA=../data" >&2; exit 2; }
	@$(BIN)/python -m whosaid_models.evaluation --data "$(DATA)" $(ARGS)

.PHONY: clean
clean: ## remove what the other targets made
	@rm -rf .venv .venv-proto .venv-audit build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
