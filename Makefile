# Thin names for the commands that people run. Everything happens in .venv; nothing outside it is changed
# but for two system packages (bubblewrap, chromium), installed only where they are missing and may be.
PYTHON ?= python3
VENV := .venv
NOTEBOOK_TURNS ?= 1
CATALOGUE_TURNS ?= 1
PYTEST = $(BIN)/python -m pytest -n logical --dist loadfile --durations=25
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-all lint build verify bench site wheel clean

demo: $(STAMP) sandbox          ## grade a whole class, end to end, in ./demo
	$(BIN)/grader demo demo --students 24 --assignment logistic_regression --assignment resnet --replace

test: $(STAMP) sandbox browser database ## run the tests; tests over several seeds take turns (grader/running/turns.py)
	$(PYTEST)
	@sh tools/as-ordinary-user $(PYTEST) tests/attacks tests/grader/test_sandbox.py

test-all: export DLKIT_TURN = all
test-all: test                  ## the same, with every seed

lint: $(STAMP)                  ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

build: $(STAMP)                 ## build notebooks and examples from what the authors wrote
	$(BIN)/grader build

verify: $(STAMP) sandbox        ## show that every check judges right; CI takes turns (grader/running/turns.py)
	$(BIN)/grader verify --notebook-turns $(NOTEBOOK_TURNS) --catalogue-turns $(CATALOGUE_TURNS)

bench: $(STAMP) sandbox         ## measure against nbgrader on the same submissions
	$(BIN)/python -m benchmarks.throughput

site: $(STAMP)                  ## build the documentation site; a notebook is run only where its outputs are not kept
	$(BIN)/grader site

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

.PHONY: sandbox browser database
sandbox:
	@sh tools/system-package bwrap bubblewrap "the sandbox for student code"
browser:
	@sh tools/system-package chromium chromium "the browser tests"
database:
	-@test -d /usr/lib/postgresql || sh tools/system-package initdb postgresql "the tests with a PostgreSQL gradebook, skipped without it"

wheel: $(STAMP)                 ## what students install, with no solution and no hidden check; and the edition for self-study
	$(BIN)/python -m hatchling build -t wheel -d dist
	cd selfstudy && ../$(BIN)/python -m hatchling build -t wheel -d ../dist

clean:
	rm -rf $(VENV) demo
