# One entry for everything; `make help` lists it. What a target needs it gets by itself.

PYTHON ?= python3
NATIVE := $(PYTHON) -m deploy.native
BIN := .venv/bin
# A container engine counts only when its daemon answers; `=`, so that it is asked only where it matters.
ENGINE = $(shell docker info >/dev/null 2>&1 && \
	if docker compose version >/dev/null 2>&1; then echo docker compose; else command -v docker-compose; fi)
CONSOLE = $(if $(ENGINE),$(ENGINE) run --rm console,$(NATIVE) exec heimvorteil)

.DEFAULT_GOAL := help
.PHONY: help setup lock demo up down logs clean-data status \
	test test-unit test-contract test-integration test-acceptance test-browser test-privacy test-security test-architecture test-faults \
	test-relevance relevance-ablation test-evaluation test-compose test-faults-long test-long bench kern texts occupations lint format types arch audit sbom check \
	migrate seed trace verify reindex resync dead redrive docs lighthouse screenshots

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# -- environment --------------------------------------------------------------------------------------
setup: ## make the Python environment from requirements.lock
	@$(NATIVE) setup

lock: setup ## work out requirements.lock again from pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --group dev pyproject.toml -o requirements.lock

# -- running it ---------------------------------------------------------------------------------------
demo: up ## start everything, play the story, print a report; leaves it running
	@$(CONSOLE) demo $(ARGS)

up: setup ## start servers and services; with a container engine by docker-compose.yml, else natively
	@$(if $(ENGINE),$(PYTHON) -m deploy.compose env && $(ENGINE) up --detach --build && sed -n "s|^HEIMVORTEIL_PORT=|HEIMVORTEIL_URL=http://127.0.0.1:|p" .env,$(NATIVE) up)

down: ## stop what up or demo started; data stay
	@$(if $(ENGINE),$(ENGINE) down)
	@$(NATIVE) down

status: ## what runs
	@$(if $(ENGINE),$(ENGINE) ps,$(NATIVE) status)

logs: ## follow the logs of all processes
	@$(if $(ENGINE),$(ENGINE) logs --follow,tail -n 20 -F .run/demo/logs/*.log)

clean-data: ## stop and remove all data of the demo
	@$(if $(ENGINE),$(ENGINE) down --volumes)
	@$(NATIVE) clean

migrate: setup ## bring schemas, roles and queues up to date
	@$(CONSOLE) init

seed: setup ## a demo region: make seed REGION=demo SEED=1, or KREIS=08118
	@$(CONSOLE) seed $(if $(KREIS),--kreis $(KREIS),--region $(or $(REGION),demo)) --seed $(or $(SEED),1)

trace: setup ## the path of an event: make trace ID=…
	@$(CONSOLE) trace $(ID)

verify: setup ## every difference between PostgreSQL, queues and indices; ARGS="--json"
	@$(CONSOLE) verify $(ARGS)

reindex: setup ## new indices from PostgreSQL while everything goes on; ARGS="vacancies --prune"
	@$(CONSOLE) reindex $(ARGS)

resync: setup ## vacancies and candidates say everything again; ARGS="vacancies"
	@$(CONSOLE) resync $(ARGS)

dead: setup ## messages that could not be handled, with reasons; ARGS="show QUEUE"
	@$(CONSOLE) dead $(or $(ARGS),list)

redrive: setup ## back to work with them: make redrive ARGS="--queue Q", "--event ID"; all without
	@$(CONSOLE) dead redrive $(or $(ARGS),--all)

# What breaks servers does so with its own; the three beside one another, after all else.
FAULTS := faults/system faults/sabotage faults/hosts

# -- checking it --------------------------------------------------------------------------------------
# Two parts at a time, so the longest first.
test: setup ## all tests, on servers of their own
	@$(NATIVE) test integration browser acceptance unit security evaluation relevance privacy contract architecture $(FAULTS)

test-unit test-contract test-architecture test-evaluation test-integration test-relevance test-acceptance test-browser test-privacy test-security: setup
	@$(NATIVE) test $(@:test-%=%)

test-unit: ## rules alone, without servers
test-contract: ## what travels between services and to the outside
test-architecture: ## rules about the code; generated documents are up to date
test-evaluation: ## how good the lists of matching are, on invented markets
test-integration: ## each service on real servers
test-relevance: ## how good the hits are: judged queries on a real index, with floors
test-security: ## who may do what, headers, guessing, forged requests, secrets in logs
test-acceptance: ## the whole system from outside
test-browser: ## the pages in a real browser
test-privacy: ## erasure found nowhere, time limits by the clock, the export complete

test-faults: setup ## what breaks: servers and services killed, connections spoilt; HV_FAULT_SEED=n repeats a run
	@$(NATIVE) test $(FAULTS)

test-faults-long: setup ## faults by chance for an hour (HV_FAULT_MINUTES=60), long outages, real delays
	@HV_FAULT_MINUTES=$(or $(HV_FAULT_MINUTES),60) $(NATIVE) test faults/system/test_schedules.py faults/hosts

test-compose: setup ## docker-compose.yml for real: up, healthy, the story, kills
	@$(PYTHON) -m deploy.compose test

# What draws examples draws more of them.
test-long: export HEIMVORTEIL_TEST_LONG = 1
test-long: setup test test-compose test-faults-long ## everything that takes its time

bench: setup ## figures beside their references, a line of JSON each: make bench FIGURE=relay_latency for one
	@$(NATIVE) bench $(FIGURE)

relevance-ablation: setup ## what each number of services/search/boosts.toml does to the relevance
	@$(NATIVE) bench ablation

lint: setup ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

kern: setup ## fetch KERN UX in its pinned version and cut it to what the pages use
	$(BIN)/python -m deploy.kern

texts: setup ## bring the pages' catalogues up to date with the code and say what is not translated yet
	$(BIN)/python -m deploy.texts

occupations: setup ## learn the names of occupations anew, after a change of shared/reference/data
	$(BIN)/python -m services.search.occupations

format: setup ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## types
	$(BIN)/mypy

arch: setup ## who may import whom; generated documents
	$(BIN)/lint-imports
	@$(NATIVE) test architecture

audit: setup ## known vulnerabilities of what others made; fails, too, where no source answers
	@$(BIN)/python -m deploy.supply.audit --required

sbom: setup ## the list of all parts of others as CycloneDX: .run/sbom.json
	@mkdir -p .run && $(BIN)/python -m deploy.supply.sbom .run/sbom.json

check: lint types arch ## lint, types, arch and known vulnerabilities: what CI runs before test
	@$(BIN)/python -m deploy.supply.audit

# -- documents ----------------------------------------------------------------------------------------
docs: setup ## generate docs/asyncapi.json, dataflow.md and permissions.md
	@$(BIN)/heimvorteil docs

lighthouse: setup ## Lighthouse (mobile) on start, results, vacancy and interest check, in every language, with floors
	@$(NATIVE) test browser/lighthouse.py

screenshots: setup ## pictures of each story from the running demo, those of README and docs and others; ARGS="betrieb mandat"
	@$(NATIVE) browser
	@$(NATIVE) exec python tests/browser/screenshots.py $(ARGS)
	@$(if $(ARGS),true,$(NATIVE) exec python tests/browser/screenshots_languages.py)
