# `make demo` tells a village's story; `make test` runs every check and test. `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# A Python that Ape 0.8 and its pinned numpy run on; `make PYTHON=/path/to/python3.12 …` chooses another.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3 python,\
	$(shell $(name) -c 'import sys, venv, ensurepip; print("$(name)" if (3, 11) <= sys.version_info[:2] < (3, 13) else "")' 2>/dev/null)))

VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
NODE_BIN := $(CURDIR)/node_modules/.bin
# Stamps say which lock is installed, so that a second run starts at once.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
NODE := node_modules/.package-lock.json
PROVE := $(CURDIR)/.build/prove
PROVE_BIN := $(PROVE)/bin
PROVERS := $(PROVE)/.installed

export PATH := $(BIN):$(NODE_BIN):$(PATH)
export SOLCX_BINARY_PATH := $(CURDIR)/node_modules/.solcx
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Twice quiet: errors alone are shown.
PIP := $(BIN)/python -m pip -qq
SOLIDITY := contracts tests/solidity
PYTHONS := daoctl tools tests $(wildcard bench scripts)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

# ── Setting up ──────────────────────────────────────────────────────────────────────────────────

.PHONY: setup
setup: $(DEV) $(NODE) ## everything `make test` needs: .venv and node_modules, at locked versions

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "daoctl needs Python 3.11 or 3.12 with its venv module, and none is on PATH." >&2; \
	  echo "hint: install one, or say where it is: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements/runtime.lock pyproject.toml | $(BIN)/python
	@echo "Setting up .venv (once, about a minute) …" >&2
	@$(PIP) install --require-hashes -r requirements/runtime.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DEV): requirements/dev.lock pyproject.toml | $(BIN)/python
	@echo "Setting up .venv for development (once, about a minute) …" >&2
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@ $(RUNTIME)

# Apart from .venv: web3 and eth_account are of other versions there.
$(PROVERS): requirements/prove.lock
	@test -n "$(PYTHON)" || { echo "slither and halmos need Python 3.11 or 3.12 with its venv module." >&2; exit 1; }
	@echo "Setting up slither and halmos (once, about a minute) …" >&2
	@mkdir -p .build && $(PYTHON) -m venv --clear $(PROVE)
	@$(PROVE_BIN)/python -m pip -qq install --require-hashes -r requirements/prove.lock
	@touch $@

$(NODE): package.json package-lock.json
	@command -v npm >/dev/null || { echo "Compiling and testing need Node.js 20 or newer, with npm." >&2; exit 1; }
	@echo "Setting up node_modules (once) …" >&2
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@node tools/link.js
	@touch $@

# ── Using it ────────────────────────────────────────────────────────────────────────────────────

.PHONY: demo
demo: $(RUNTIME) ## a village's story in a minute, on a chain of its own; ARGS="--scenario yamakoshi_replay"
	@$(BIN)/daoctl demo $(ARGS)

# ── Checking it ─────────────────────────────────────────────────────────────────────────────────

.PHONY: test
test: lint solidity ## every check and every test; pytest's closing line comes last
	@echo "── pytest" && $(BIN)/python -m pytest -n 2

.PHONY: lint
lint: setup ## formats, linters, types, layers, catalogues and pages
	@echo "── ruff" && $(BIN)/ruff format --check $(PYTHONS) && $(BIN)/ruff check $(PYTHONS)
	@echo "── mypy" && $(BIN)/mypy
	@echo "── import-linter" && $(BIN)/lint-imports
	@echo "── gettext" && $(BIN)/python tools/messages.py check
	@echo "── docs" && $(BIN)/python tools/docs_commands.py check
	@echo "── forge fmt" && forge fmt --check $(SOLIDITY)
	@echo "── solhint" && solhint --config .solhint.json --disc --max-warnings 0 --noPoster 'contracts/**/*.sol' \
	  && solhint --config .solhint.tests.json --disc --max-warnings 0 --noPoster 'tests/solidity/**/*.sol'
	@echo "── solc" && forge build --skip test --deny warnings

# Where the invariant campaigns say how often their actions succeeded: tools/handler_counts.py adds them up, unless ARGS
# may have chosen among the tests.
HANDLERS := rm -rf .build/forge/handlers && mkdir -p .build/forge/handlers

# One seed, so that a change fails for what it did and not by chance; `make prove` draws its own.
.PHONY: solidity
solidity: setup ## the forge tests alone; ARGS="--match-contract Treasury -vvv"
	@echo "── forge" && $(HANDLERS) && forge test --fuzz-seed 2004 $(ARGS)
	@$(if $(ARGS),,$(BIN)/python tools/handler_counts.py)

# In the environment and not in a profile: forge 1.7 refuses to write the handlers' counts under any profile but the
# default one.
LONG := FOUNDRY_FUZZ_RUNS=5000 FOUNDRY_INVARIANT_RUNS=512 FOUNDRY_INVARIANT_DEPTH=128
.PHONY: prove
prove: setup ## the forge tests with 40 times the fuzzing, from a new seed, slither and halmos
	@$(MAKE) slither ARGS=
	@$(MAKE) halmos ARGS=
	@echo "── forge, from a new seed" && $(HANDLERS) && $(LONG) forge test $(ARGS)
	@$(if $(ARGS),,$(BIN)/python tools/handler_counts.py)

# slither ends with its count of findings, and whether they are known is for tools/slither_check.py to say.
.PHONY: slither
slither: setup $(PROVERS) ## slither over contracts/: nothing beyond what contracts/SLITHER.md gives a reason for
	@echo "── slither" && mkdir -p .build/slither && rm -f .build/slither/findings.json
	@FOUNDRY_PROFILE=slither $(PROVE_BIN)/slither . --config-file slither.config.json \
	  --json .build/slither/findings.json >.build/slither/log 2>&1 || test -s .build/slither/findings.json \
	  || { cat .build/slither/log >&2; exit 1; }
	@$(BIN)/python tools/slither_check.py .build/slither/findings.json

# The solvers come with halmos, by their path: a missing one halmos would fetch from somewhere.
.PHONY: halmos
halmos: setup $(PROVERS) ## the proofs of tests/solidity/proofs; ARGS="--contract SoulboundProof"
	@echo "── halmos" && FOUNDRY_PROFILE=halmos $(PROVE_BIN)/halmos \
	  --solver-command "$(PROVE_BIN)/python tools/prover.py" $(ARGS)

# The mutants are slither's to list; judging them takes an hour or two the first time.
MUTATION := .build/mutation
.PHONY: mutate
mutate: setup $(PROVERS) ## small changes of the contracts that the forge tests must notice; ARGS="VillagerSale"
	@echo "── mutants" && mkdir -p $(MUTATION)
	@$(PROVE_BIN)/python tools/mutants.py >$(MUTATION)/mutants.jsonl 2>$(MUTATION)/log || { cat $(MUTATION)/log >&2; exit 1; }
	@$(BIN)/python tools/mutate.py $(MUTATION)/mutants.jsonl $(ARGS)

# Apart from `make test`, which is not to wait for it: without the optimiser, and with every process that a test starts.
# The figures are printed where a test failed too; it fails all the same.
.PHONY: coverage
coverage: setup ## what the tests reach of each contract and package; fails below 98 % and 95 %
	@rm -rf .build/coverage && mkdir -p .build/coverage/python
	@echo "── forge coverage" && FOUNDRY_PROFILE=coverage forge coverage --fuzz-seed 2004 --report lcov \
	  --report-file .build/coverage/contracts.info >.build/coverage/forge.log 2>&1 \
	  || { cat .build/coverage/forge.log >&2; exit 1; }
	@failed=0; echo "── pytest" && $(BIN)/coverage run -m pytest -n 2 || failed=1; \
	  $(BIN)/coverage combine --quiet && $(BIN)/coverage lcov --quiet -o .build/coverage/daoctl.info; \
	  echo "── coverage" && $(BIN)/python tools/coverage_check.py .build/coverage/contracts.info \
	  .build/coverage/daoctl.info $(ARGS) || failed=1; exit $$failed

.PHONY: bench
bench: setup ## the figures of speed and gas, with the versions they were measured on
	@$(BIN)/python -m bench $(ARGS)

# ── Making what is committed ────────────────────────────────────────────────────────────────────

.PHONY: contracts
contracts: setup ## compile the contracts into daoctl/artifacts/manifest.json
	@$(BIN)/python tools/build_manifest.py

.PHONY: messages
messages: setup ## bring daoctl/locale up to date with the messages in the code
	@$(BIN)/python tools/messages.py update

.PHONY: docs
docs: setup ## write docs/commands and docs/ja/commands anew from the program's help
	@$(BIN)/python tools/docs_commands.py update

.PHONY: format
format: setup ## format Python and Solidity
	@$(BIN)/ruff format $(PYTHONS) && $(BIN)/ruff check --fix-only --quiet $(PYTHONS)
	@forge fmt $(SOLIDITY)

# Locks without a registry's address: uv writes them, whatever pip and npm are configured to on this machine.
UV := .build/uv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.PHONY: locks
locks: $(BIN)/python ## resolve the dependencies anew; then read the diff
	@test -x .build/uv/bin/uv || { $(PYTHON) -m venv .build/uv && .build/uv/bin/pip --quiet install uv==0.13.9; }
	@$(UV) pyproject.toml --group build --extra contracts --group dev --output-file requirements/dev.lock
	@$(UV) pyproject.toml --group build --constraints requirements/dev.lock --output-file requirements/runtime.lock
	@$(UV) requirements/prove.in --output-file requirements/prove.lock
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error

.PHONY: clean
clean: ## remove what was built and set up; a village's own files stay
	@rm -rf .venv node_modules .build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis \
	  contracts/.cache
	@find daoctl tools tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
