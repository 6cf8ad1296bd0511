# Everything sets up what it needs first: a virtual environment in .venv, from the lock, by uv where there is one.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

LOCKING := -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate

.PHONY: install demo rehearse run test bench lint format words browser lock clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(if $(UV),$(UV) venv -q --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))
	@echo "Installing what requirements.lock names …"
	@$(if $(UV),$(UV) pip install -q --python $(BIN)/python -r requirements.lock,$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock)
	@$(if $(UV),$(UV) pip install -q --python $(BIN)/python --no-deps -e .,$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .)
	@touch $@

demo: install
	@$(BIN)/interlude demo

# A term of made-up pairs; ARGS="--pairs 6 --weeks 3" for a short one.
rehearse: install
	@$(BIN)/interlude rehearse $(ARGS)

run: install
	@$(BIN)/interlude run

test: install browser
	@$(BIN)/python -c 'from bot.shipped_lexicon import shipped_lexicon; shipped_lexicon()'  # once, not in each worker
	$(BIN)/python -m pytest -n auto --dist worksteal

bench: install
	$(BIN)/python -m benchmarks $(ARGS)

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The pages are tested in a real Chromium: the one that is there, Playwright's own, or the system's package.
browser: install
	@$(BIN)/python -m tests.browser.chromium

# Brings the translators' catalogues in line with the sentences in the code.
words: install
	$(BIN)/python -m locales

# Writes down what was tested, and the part of it that production needs; needs uv.
lock:
	uv pip compile $(LOCKING) --all-extras pyproject.toml -o requirements.lock
	uv pip compile $(LOCKING) --extra postgres -c requirements.lock pyproject.toml -o requirements-production.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
