# The commands for people and for CI. PYTHON: the interpreter that makes .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo dataset test test-all check lock clean

demo: $(BIN)/installed
	$(BIN)/mllmu-bench demo

dataset: $(BIN)/installed
	$(BIN)/mllmu-bench build

test: $(BIN)/installed
	$(BIN)/pytest -m "not slow" -n auto --dist loadfile

test-all: $(BIN)/installed
	$(BIN)/pytest -n auto --dist loadfile

check: $(BIN)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_architecture.py

# Half of the time would go into compiling one file after the other, so all processors do that at the end.
$(BIN)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt --editable ".[dev]"
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true  # some packages have files that are no Python
	@touch $@

# pin what is installed now: run after changing the dependencies in pyproject.toml
lock:
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt

clean:
	rm -rf .venv mllmu-bench demo
