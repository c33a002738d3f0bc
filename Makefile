# make run     the app on http://localhost:8501 (PORT=9000 make run for another port,
#              HOST=0.0.0.0 make run for other machines too)
# make serve   the models on http://localhost:8000, for this app and for others
# make check   lint, architecture, types and the tests that are fast and need no browser
# make bench   speed beside peers, in one table
# make test    all of it and all tests, in a browser too (TESTS=--durations=20 for the slowest)
PYTHON ?= python3
PORT ?= 8501
HOST ?= localhost
TESTS ?=
SERVE ?=
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

run: .venv/app
	$(BIN)/python -m tokenizer_lab
	$(BIN)/streamlit run app.py --server.address $(HOST) --server.port $(PORT)

serve: .venv/serve
	$(BIN)/python -m serving --host $(HOST) $(SERVE)

check: lint
	$(PYTEST) -m "not browser and not slow" $(TESTS)

test: lint
	$(BIN)/python -m tests.browser
	$(PYTEST) $(TESTS)

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

# The translators' file, brought up to date with the words in the code.
messages: .venv/app
	$(BIN)/python -m babel.messages.frontend -q extract -F babel.cfg -k N_ --no-location -o .venv/messages.pot \
		app.py pages catalogue i18n inference sandbox serving tables tokenizer_lab ui workbench
	$(BIN)/python -m babel.messages.frontend -q update -i .venv/messages.pot -o i18n/locale/zh/messages.po -l zh \
		--no-fuzzy-matching --omit-header --width 1000000

# The picture in docs/architecture.md, drawn anew from the imports.
picture: .venv/tests
	$(BIN)/python -m docs.picture

# The pictures in README.md, taken of the app as it is.
pictures: .venv/tests
	$(BIN)/python -m tests.browser
	$(BIN)/python -m docs.pictures

# Speed beside peers, into benchmarks/README.md: ten minutes on a machine that does nothing else.
bench: .venv/tests
	$(BIN)/python -m tests.browser
	$(BIN)/python -m benchmarks
.PHONY: picture pictures bench

# What the containers install: all packages with their versions and the hashes of their files.
lock: .venv/tests
	for name in requirements requirements-serve; do \
		$(BIN)/uv pip compile -q $$name.txt --universal --python-version 3.11 --generate-hashes \
			--no-annotate --custom-compile-command "make lock" -o $$name.lock || exit; \
	done

# Empty files in the environment say what has been installed into it, and when.
.venv/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.12')"
	$(PYTHON) -m venv --clear .venv
	touch $@

# Where PYTHON is given, an environment of another version is made anew.
ifneq ($(origin PYTHON), file)
ifneq ($(shell $(PYTHON) -V), $(shell $(BIN)/python -V 2>&1))
.PHONY: .venv/python
endif
endif

.venv/app: .venv/python requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	touch $@

.venv/serve: .venv/app requirements-serve.txt
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-serve.txt
	touch $@

.venv/tests: .venv/app requirements-dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	touch $@

.PHONY: run serve check test lint messages lock
