# Two commands for a newcomer: make run, make test. Each sets up all it needs; Python 3.11 and make are enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := $(VENV)/.spark
PERIOD ?= 2022-09
# The example of September came on the day that it was due.
CAME := $(if $(filter 2022-09,$(PERIOD)),--received-at 2022-10-05T09:00:00)
# Tests of one file stay together; `make test WORKERS=0` runs them one after the other.
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile

.PHONY: run test test-all spark style lint lock bench compare docs contracts clean

run: $(READY)
	@$(BIN)/capaian run $(PERIOD) --inbox examples/inbox $(CAME) || [ $$? -eq 3 ]

test: $(READY) style
	@$(PYTEST) -m "not slow"

test-all: $(READY) $(SPARK) lint
	@$(PYTEST)

style: $(READY)
	@$(BIN)/ruff check --quiet flows tests benchmarks templates dbt_project .ci
	@$(BIN)/ruff format --quiet --check flows tests benchmarks templates dbt_project .ci
	@$(BIN)/mypy --no-error-summary

lint: style
	@$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models

# Everything that is measured, into benchmarks/RESULTS.md and results.json; `make bench PARTS=month` for one part.
bench: $(READY)
	@$(BIN)/python -m benchmarks $(PARTS)

# Which figures of September moved since BASE (where this branch left main, or the commit before) by a change to models.
compare: $(READY)
	@$(BIN)/python .ci/compare.py $(BASE)

# The engine for more data than one machine computes in time; Java 17 comes from the system.
spark: $(SPARK)

docs: $(READY)
	@$(BIN)/python dbt_project/docs/build.py data/docs/models.html

contracts: $(READY)
	@$(BIN)/python dbt_project/contracts/record.py

lock: $(READY)
	@$(BIN)/uv pip compile --quiet --extra dev --generate-hashes --no-emit-index-url --no-header -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --extra dev --extra spark -c requirements.lock --no-annotate --generate-hashes --no-emit-index-url --no-header -o requirements-spark.lock pyproject.toml

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else "Python 3.11 is needed")'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

$(SPARK): $(READY) requirements-spark.lock
	@echo "Adding Spark to $(VENV)"
	@$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements-spark.lock
	@touch $(SPARK)

clean:
	rm -rf $(VENV) data
