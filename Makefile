# Two commands: `make warehouse` and `make test`. See README.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help warehouse test quick registers check docs lint lock clean force calibration \
	benchmark fuzz browser clients spark-test

PYTHON ?= python3.11
BIN := .venv/bin
BOFAST := $(BIN)/bofast

export BOFAST_WAREHOUSE ?= build/warehouse.duckdb
export BOFAST_MARTS ?= marts.duckdb
REPORT ?= build/report
export DO_NOT_TRACK := 1

SCALE_1 := build/scale-1
SCALE_1_BUILD := BOFAST_REGISTERS=$(SCALE_1)/registers \
	BOFAST_WAREHOUSE=$(SCALE_1)/warehouse.duckdb

# registers of your own are taken as they are; without any, demo ones are made
ifdef BOFAST_REGISTERS
DEMO :=
REGISTER_FILES := $(shell find -L "$(BOFAST_REGISTERS)" -type f -printf '%p %s %T@\n' \
	2>/dev/null | sort | cksum)
else
BOFAST_REGISTERS := data/registers
DEMO := data/registers/SYNTHETIC.md
# what was imported lies among the demo's files
REGISTER_FILES := demo $(shell find data/registers -name imported.parquet \
	-printf '%p %s %T@\n' 2>/dev/null | sort | cksum)
endif
export BOFAST_REGISTERS

PACKAGE := $(shell find python/bofast -type f -not -name '*.pyc')
DBT := dbt_project.yml profiles.yml $(shell find models seeds macros tests/dbt -type f \
	-not -name '*.pyc')
# what the demo registers are made of; rows of a new edition are not
GENERATOR := $(shell find python/bofast_demo -name '*.py') \
	$(wildcard seeds/published/*.csv) \
	$(patsubst %,seeds/classifications/%.csv,municipality municipality_change \
		city_district) \
	seeds/risk_index/risk_index_region.csv

# what has been built last is remembered per set of paths
HASH := cksum | cut -d ' ' -f 1
PLACES := $(shell echo "$(BOFAST_REGISTERS) $(BOFAST_WAREHOUSE) $(BOFAST_MARTS)" | $(HASH))
STATE := $(shell echo "$(REGISTER_FILES) $(BOFAST_INDEX)" | $(HASH))
BUILT := build/.built-$(PLACES)-$(STATE)
REPORTED := build/.reported-$(PLACES)-$(STATE)-$(shell echo "$(BOFAST_MAP)" | $(HASH))

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

warehouse: $(REPORTED)  ## registers to ranked municipalities: marts, tests, report
	@$(BOFAST) show
	@echo "report:                 $(abspath $(REPORT))/index.html"

test: $(BIN)/.installed  ## everything CI runs: lint, types, dbt build, pytest
	@bash tests/run

registers: data/registers/SYNTHETIC.md  ## synthetic demo registers only

check: $(BIN)/.installed $(DEMO)  ## validate the registers, with pages
	@$(BOFAST) check --docs

browser: build/engine/duckdb.js  ## the engine of the published page, from npm

clients: $(BIN)/.installed  ## import the dashboards into a Superset of its own
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/compatibility/clients/superset/run "$(BOFAST_MARTS)"

calibration: $(BIN)/.installed  ## compare demo registers at scale 1 with the report
	@$(BOFAST) registers --scale 1 --out $(SCALE_1)/registers
	@$(SCALE_1_BUILD) $(BIN)/dbt --quiet seed --target-path build/dbt
	@$(SCALE_1_BUILD) $(BIN)/dbt --quiet run --target-path build/dbt \
		--select +logit_estimate
	@$(SCALE_1_BUILD) $(BIN)/pytest tests/python/demo/test_demo_registers.py \
		-k "reports or stated or table_4_1 or drawn_from"

fuzz: $(BIN)/.installed  ## spoil small registers at random, FUZZ_SECONDS long
	@$(BIN)/python tests/fuzz/fuzz.py --seconds $${FUZZ_SECONDS:-60} \
		--seed $${FUZZ_SEED:-$$RANDOM}

benchmark: $(BIN)/.installed  ## time and memory of the panel, at scale 1
	@bash tests/benchmark/run

docs: $(BUILT)  ## dbt's own documentation pages
	@$(BIN)/dbt docs generate --static --quiet --target-path build/dbt
	@echo "documentation: $(abspath build/dbt/static_index.html)"

quick: $(BIN)/.installed  ## style, types, words, and tests that need no demo build
	@bash tests/run quick

spark-test: $(BIN)/.installed  ## rows of persons on Spark, compared with DuckDB's
	@bash tests/run spark

lint: $(BIN)/.installed  ## ruff, mypy and sqlfluff
	@bash tests/run lint

lock: $(BIN)/.installed  ## resolve requirements.lock anew from pyproject.toml
	@$(BIN)/pip install -qq uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 \
		--generate-hashes --no-strip-extras --no-header --quiet -o requirements.lock

clean:  ## remove everything that was built; your registers stay
	@rm -rf build

$(BIN)/.installed: requirements.lock pyproject.toml
	@echo "== Environment: $$(grep -c '==' requirements.lock) packages from" \
		"requirements.lock into .venv (about 2 minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps \
		--require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps -e .
	@touch $@

data/registers/SYNTHETIC.md: $(BIN)/.installed $(GENERATOR)
	@echo "== Demo registers: BOFAST_REGISTERS is not set, so synthetic ones"
	@$(BOFAST) registers --out data/registers
	@touch $@

build/engine/duckdb.js: python/bofast/release/browser/package-lock.json \
		python/bofast/release/browser/engine.js
	@mkdir -p build/browser
	@cp python/bofast/release/browser/{package.json,package-lock.json,engine.js} \
		build/browser
	@cd build/browser && npm ci --silent --no-audit --no-fund --ignore-scripts
	@cd build/browser && node engine.js ../engine

$(BUILT): $(BIN)/.installed $(DEMO) $(DBT) $(PACKAGE) $(BOFAST_MAPPING) \
	$(if $(wildcard $(BOFAST_WAREHOUSE)),,force)
	@mkdir -p build
	@echo "== Check"
	@$(BOFAST) check
	@echo "== Warehouse"
	@$(BOFAST) build
	@rm -f build/.built-$(PLACES)-* && touch $@

$(REPORTED): $(BUILT) $(shell find analysis -name '*.sql') $(BOFAST_MAP) \
	$(if $(wildcard $(BOFAST_MARTS)),,force) $(if $(wildcard $(REPORT)/index.html),,force)
	@echo "== Published file"
	@$(BOFAST) publish
	@echo "== Report"
	@$(BOFAST) report --out $(REPORT) --sheets
	@rm -f build/.reported-$(PLACES)-* && touch $@
