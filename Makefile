.PHONY: install run test accuracy fit bench clean
PYTHON ?= python3
BIN := .venv/bin

install: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

run: install
	$(BIN)/crewledger run tests/corpus

test: install
	$(BIN)/pytest -n auto --dist loadscope

accuracy: install
	$(BIN)/python bench/accuracy.py

# Needs ../shared, like accuracy, and scikit-learn, like nothing else.
fit: install
	$(BIN)/pip install --quiet --disable-pip-version-check "scikit-learn>=1.7"
	$(BIN)/python bench/fit.py

bench: install
	$(BIN)/python bench/throughput.py
	$(BIN)/python bench/duplicates.py
	$(BIN)/python bench/sources.py

clean:
	rm -rf .venv data dist build .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
