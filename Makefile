# Two commands for a new machine: `make demo` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
HISTORIES ?= 500
MINUTES ?= 10
BIN := .venv/bin
CODE := app.py commands.py bot handlers jobs integrations sandbox tests

.PHONY: help demo tour run test faults soak soak-kills cover check fix bench pictures audit lock clean
help:            ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/ready  ## set everything up and play: a page with a whole bot on a local Slack, Stripe and Salesforce
	$(BIN)/python -m sandbox demo

tour: .venv/ready  ## set everything up and watch: two acts played against the real bot, in the terminal
	$(BIN)/python -m sandbox tour

run: .venv/ready   ## run the bot with the settings of this folder's .env
	$(BIN)/closedwon run

test: .venv/ready  ## set everything up and run the tests
	$(BIN)/python -m pytest

faults: .venv/ready ## let every effect meet every fault, on both databases, and print the table
	CLOSEDWON_FAULTS=1 $(BIN)/python -m pytest -q -n 4 --dist load --maxschedchunk 1 tests/faults

soak: soak-kills ## kill and freeze for MINUTES=10, live HISTORIES=500 random histories (about half a minute each ten), fuzz the edges, check the tour
	CLOSEDWON_SOAK=$(HISTORIES) $(BIN)/python -m pytest -n0 -q tests/histories tests/handlers/test_fuzz.py tests/integrations/test_fuzzed.py tests/journeys/test_tour.py

soak-kills: .venv/ready ## kill and freeze bots at random for MINUTES=10, on both databases; SOAK_SEED=7 lives a seed again
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

cover: .venv/ready ## run the tests and show what of the core they do not reach
	$(BIN)/python -m pytest --cov --cov-report=term

check: .venv/ready ## format, lint, types, contracts; changes nothing
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: .venv/ready   ## format and mend what can be mended by a tool
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

bench: .venv/ready ## print the figures (about twenty minutes); ONLY=ledger ON=sqlite for a part, DOCUMENT=1 puts them into docs/performance.md
	$(BIN)/python -m tests.benchmarks $(ONLY) $(if $(ON),--on $(ON)) $(if $(DOCUMENT),--document)

audit: .venv/ready ## look for known holes in the locked packages, if the data can be reached
	$(BIN)/python -m tests.known_holes

pictures: .venv/ready ## take the README's pictures anew, in a browser (about three minutes)
	CLOSEDWON_PICTURES=1 $(BIN)/python -m pytest -n0 -q tests/browser/test_pictures.py

lock: .venv/ready  ## renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    --no-emit-index-url --no-emit-find-links --no-annotate --group dev pyproject.toml -o requirements.lock

clean:           ## remove the environment and what was built
	rm -rf .venv var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
