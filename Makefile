# Every target prepares what it needs by itself: system packages, an environment in .venv, pinned packages in it.
# PYTHON names the Python to make it from (3.11 or newer).

PYTHON ?= python3
export PYTHON
BIN := .venv/bin
LISTS := packaging/linux
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.DEFAULT_GOAL := help
.PHONY: help run demo test check soak bench screenshots messages package readme clean

help:  ## list what make can do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: .venv/program  ## open Mirrorlight; without a display, take a walk through it on a virtual one and leave pictures in out/
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	    exec $(BIN)/mirrorlight; \
	else \
	    $(LISTS)/install-system-packages $(LISTS)/system-packages.txt $(LISTS)/system-packages-test.txt && \
	    exec $(BIN)/python $(LISTS)/walk.py; \
	fi

demo: .venv/program  ## open the window on a synthetic day; without a display, leave pictures of it in out/
	@exec $(BIN)/mirrorlight demo

test: check  ## check, then run every test
	$(BIN)/python $(LISTS)/tests.py

check: .venv/tests  ## lint, format, types and import rules alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: .venv/tests  ## the long runs that make test has short versions of: deletions, kills, ten minutes without network
	$(BIN)/python $(LISTS)/session.py $(BIN)/python -m pytest -m soak tests/soak
	MIRRORLIGHT_SOAK_SECONDS=600 $(BIN)/python $(LISTS)/session.py $(BIN)/python -m pytest tests/e2e/test_nothing_leaves.py

bench: .venv/tests  ## measure, and write tests/benchmarks/RESULTS.md
	$(BIN)/python $(LISTS)/session.py $(BIN)/python tests/benchmarks/measure.py

package: .venv/tests  ## build a wheel, a folder that needs no Python and a .deb into dist/, and try each of them
	@$(LISTS)/install-system-packages $(LISTS)/system-packages-package.txt
	$(PIP) -r packaging/constraints-package.txt
	$(BIN)/python packaging/package.py
	$(BIN)/python $(LISTS)/session.py $(BIN)/python -m pytest -m package -o faulthandler_timeout=900 tests/package

screenshots: .venv/tests  ## make the pictures of README and of the guide anew
	$(BIN)/python $(LISTS)/session.py $(BIN)/python packaging/screenshots.py

messages: .venv/program  ## read every text into the catalogues of resources/i18n, where languages are translated
	$(BIN)/python packaging/catalogues.py update

readme: .venv/program  ## write README's tables anew from the program
	$(BIN)/python packaging/readme.py --write

clean:  ## remove the environment and everything made; nothing that was recorded
	rm -rf .venv build dist out resources/i18n/*/ .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find app tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/program: .venv/installed $(wildcard resources/i18n/*.po)
	$(BIN)/python packaging/catalogues.py compile
	@touch $@

.venv/installed: packaging/constraints.txt pyproject.toml $(LISTS)/system-packages.txt
	@$(LISTS)/python-is-fit
	@$(LISTS)/install-system-packages $(LISTS)/system-packages.txt
	@echo "Making the environment in .venv …"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(PIP) -r packaging/constraints.txt
	$(PIP) --no-build-isolation -e .
	@touch $@

.venv/tests: .venv/installed packaging/constraints-test.txt $(LISTS)/system-packages-test.txt | .venv/program
	@$(LISTS)/install-system-packages $(LISTS)/system-packages.txt $(LISTS)/system-packages-test.txt
	$(PIP) -r packaging/constraints-test.txt
	@touch $@
