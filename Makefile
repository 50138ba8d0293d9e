# make run    sets up and starts the bot          make test   sets up and runs every test
# make check  the fast loop                       make bench  how fast it is, on this machine
# make soak   kills it for an hour, and counts what was lost
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Python writes the bytecode of what it loads by itself: of all the rest nobody needs any
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r

# What is loaded is compiled once: some machines switch that off for all, and each start took twice as long
unexport PYTHONDONTWRITEBYTECODE

.PHONY: transcribe piper posters map similar pdf run test check setup setup-dev chromium format catalogs voices bench soak audit clean

run: setup
	$(PY) -m bot run

test: setup-dev chromium
	$(PY) -m pytest -n 4 --dist worksteal

check: setup-dev
	$(PY) -m ruff format --check bot tests
	$(PY) -m ruff check bot tests
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m bot check

format: setup-dev
	$(PY) -m ruff format bot tests
	$(PY) -m ruff check --fix bot tests

# draws the strings out of code and conversations into locales/, keeping every translation
catalogs: setup
	$(PY) -m bot catalogs

voices: setup
	$(PY) -m bot voices

bench: setup-dev
	$(PY) -m tests.bench

# kill -9 at hundreds of moments, under load and faults; half an hour each
soak: setup-dev
	$(PY) -m tests.soak --mode polling
	$(PY) -m tests.soak --mode webhook --kills 100 --people 100

setup: $(VENV)/.ready
setup-dev: $(VENV)/.ready-dev

# extras: what puts voices into words, a better voice on the machine (docs/speech.md), posters as PDF too, the map of
# opinions, and groups in the order of what they mean
transcribe piper posters map similar pdf: setup
	$(INSTALL) requirements-$@.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sgwrs needs Python 3.11 or newer; $(PYTHON) is older (or missing)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python cannot make a virtual environment here. On Debian: apt install python3-venv"; exit 1; }

# setuptools came with the environment, and nobody needs it. A fifth of the libraries is for debuggers
$(VENV)/.ready: requirements.txt | $(VENV)/bin/python
	$(INSTALL) requirements.txt
	@$(PY) -m pip uninstall --quiet --yes setuptools
	@$(PY) -m bot.slim $(VENV)
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt | $(VENV)/bin/python
	$(INSTALL) requirements-dev.txt
	@touch $@ $(VENV)/.ready

# The browser tests drive Debian's Chromium, in the form without a window: it needs half the work. Root installs it;
# anyone else is told how, and in CI its absence fails.
chromium:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-dejavu-core >/dev/null; } || \
	  echo "No Chromium: the browser tests will be skipped. Install it with: sudo apt install chromium-headless-shell"

# asks the internet whether a library that we use has a known hole
audit: setup-dev
	$(PY) -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/bin/pip-audit --disable-pip --requirement requirements.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
