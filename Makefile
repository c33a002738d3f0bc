# make run    the app on http://localhost:8501 (PORT=9000 make run for another port)
# make test   lint, architecture and all tests, in a browser too
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

run: .venv/app
	$(BIN)/python -m tokenizer_lab
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/tests
	$(BIN)/python -m tests.browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

# The translators' file, brought up to date with the words in the code.
messages: .venv/app
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ --no-location -o .venv/messages.pot \
		app.py pages catalogue i18n inference tokenizer_lab ui
	$(BIN)/pybabel -q update -i .venv/messages.pot -o i18n/locale/zh/messages.po -l zh \
		--no-fuzzy-matching --omit-header --width 1000000

# The picture in docs/architecture.md, drawn anew from the imports.
picture: .venv/tests
	$(BIN)/python -m docs.picture
.PHONY: picture

# Empty files in the environment say what has been installed into it, and when.
.venv/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.12')"
	$(PYTHON) -m venv .venv
	touch $@

.venv/app: .venv/python requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	touch $@

.venv/tests: .venv/app requirements-dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	touch $@

.PHONY: run test messages
