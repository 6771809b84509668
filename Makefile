# Needs make and a Python of 3.11 or newer; everything else goes into an environment of its own, .venv.
#
#   make demo     audit the example application and see the report
#   make test     everything that continuous integration checks, in two processes
#   make lint     ruff and mypy alone
#   make browser  Chromium for the tests of the HTML audit, from the system's packages; `test` does that, too
#   make edits    many random edits of a project, each checked with and without the cache
#   make fixes    fixes of all suites, and of a thousand signatures, under the real FastAPI
#   make matrix   the tests on every supported Python that is installed
#   make matrix-fastapi   the route tables and threads of tests/apps on several versions of FastAPI
#   make wheel    sdist and wheel into dist/
#   make bench    speed and memory beside other tools; BENCH='--parts cold --projects lnbits' for less
#   make bench-work           how much work a check does, in counts, beside those that are held
#   make bench-instructions   instructions, counted by valgrind
#   make docs     the documentation as a site, site/index.html
#   make clean    remove all that the above made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUPPORTED := 3.11 3.12 3.13
FASTAPI := 0.115.* 0.136.* newest

# A Python that was asked for is the only candidate; the default has substitutes.
CANDIDATES := $(PYTHON) $(if $(filter file default,$(origin PYTHON)),$(addprefix python,$(SUPPORTED)))

# -P: the folder `rules` of this checkout must not become importable by the name `rules`.
RUN := $(BIN)/python -P -m

# pip settings of the user's that would lead the installation out of the environment.
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONHOME

.PHONY: docs demo test browser lint edits fixes matrix matrix-fastapi wheel clean bench bench-work bench-instructions
.DELETE_ON_ERROR:

demo: $(VENV)/.installed
	$(BIN)/fastapi-lint check examples/bookshop --exit-zero

# In two halves side by side: whatever is not in the first is in the second.
test: lint browser
	@$(MAKE) --no-print-directory -j2 --keep-going --output-sync=target test-commands test-analysis

COMMANDS := tests/cli tests/fixes

.PHONY: test-commands test-analysis
test-commands: $(VENV)/.installed-test
	$(RUN) pytest -p no:cacheprovider $(COMMANDS)

test-analysis: $(VENV)/.installed-test
	$(RUN) pytest -p no:cacheprovider $(COMMANDS:%=--ignore=%)

browser:
	@.ci/install-browser

lint: $(VENV)/.installed-test
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

edits: $(VENV)/.installed-test
	FASTAPI_LINT_EDITS=300 $(RUN) pytest tests/unit/engine/cache/test_edits.py

fixes: $(VENV)/.installed-test
	FASTAPI_LINT_FIXES=1 $(RUN) pytest tests/fixes

# Pages that are made from the code are written first; a warning, such as a link that leads nowhere, is an error.
docs: $(VENV)/.installed-test
	$(RUN) fastapi_lint.dev docs
	$(RUN) sphinx --builder dirhtml --fail-on-warning --keep-going --quiet --doctree-dir build/doctrees docs site

wheel: $(VENV)/.installed-test
	$(RUN) build --outdir dist .

bench: $(VENV)/.installed
	$(BIN)/python bench/speed.py $(BENCH)

bench-work: $(VENV)/.installed
	$(BIN)/python bench/work.py --show $(BENCH)

bench-instructions: $(VENV)/.installed
	$(BIN)/python bench/instructions.py $(BENCH)

$(BIN)/python:
	@interpreter=$$(.ci/find-python $(CANDIDATES)) && echo "$$interpreter -m venv $(VENV)" && "$$interpreter" -m venv --clear $(VENV)

$(VENV)/.installed: pyproject.toml setup.py | $(BIN)/python
	$(RUN) pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml setup.py | $(BIN)/python
	$(RUN) pip install --quiet --editable '.[test]'
	@touch $(VENV)/.installed $@

# One environment for each Python, beside .venv. A version that is not installed is said to be missing, and is no failure.
matrix:
	@for version in $(SUPPORTED); do \
		if interpreter=$$(.ci/find-python --version $$version); then \
			echo "== Python $$version" && \
			$(MAKE) --no-print-directory matrix-one VENV=.matrix/$$version PYTHON="$$interpreter" || exit 1; \
		else \
			echo "== Python $$version: not found"; \
		fi; \
	done

.PHONY: matrix-one
matrix-one: $(VENV)/.installed-test
	$(RUN) pytest

# The same Python with another FastAPI, which brings the Starlette and Pydantic that it wants.
matrix-fastapi:
	@for version in $(subst *,x,$(FASTAPI)); do \
		echo "== FastAPI $$version" && \
		$(MAKE) --no-print-directory matrix-fastapi-one VENV=.matrix/fastapi-$$version FASTAPI="$$version" || exit 1; \
	done

.PHONY: matrix-fastapi-one
matrix-fastapi-one: $(VENV)/.installed-fastapi
	$(RUN) pytest tests/apps/test_route_oracle.py tests/apps/test_thread_oracle.py

$(VENV)/.installed-fastapi: $(VENV)/.installed-test
	$(RUN) pip install --quiet --upgrade 'fastapi$(if $(filter newest,$(FASTAPI)),,==$(subst x,*,$(FASTAPI)))'
	@touch $@

clean:
	rm -rf $(VENV) .matrix build dist site *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .fastapi_lint_cache
	find . -path ./.git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
