# The archive, from nothing to a running site:   make run
# The tests, on a machine without any service:   make test

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
# What is installed is known by what was asked for: the same files ask for nothing new.
ASKED  := $(shell cat pyproject.toml constraints.txt | cksum | tr -d ' ')

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test browser-test interop-test html-test screenshots lint format types messages translations constraints clean
.DELETE_ON_ERROR:

run: $(VENV)/.installed-product-$(ASKED)
	@exec $(BIN)/python manage.py run

# A file stays in one process, for what its tests share; in the order of tests/conftest.py: what takes long comes first.
BY_FILE := --dist=loadfile --no-loadscope-reorder

test: $(VENV)/.installed-test-$(ASKED) translations
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 $(BY_FILE) $(ARGS)

# How many archives with a browser of their own run at once; 0: one, in the process of the tests.
BROWSERS ?= 0

browser-test: $(VENV)/.installed-browser-$(ASKED) translations
	$(BIN)/python -m pytest -m browser $(if $(filter-out 0,$(BROWSERS)),--numprocesses=$(BROWSERS) $(BY_FILE)) $(ARGS)

# Other people's clients of resumable upload, in Node (Debian: apt install nodejs npm).
interop-test: $(VENV)/.installed-test-$(ASKED) translations tests/interop/node_modules
	$(BIN)/python -m pytest -m interop $(ARGS)

# Every page before the HTML checker of the W3C (Debian: apt install nodejs npm default-jre-headless).
html-test: $(VENV)/.installed-test-$(ASKED) translations tests/html/node_modules
	$(BIN)/python -m pytest -m html $(ARGS)

# No script of a package is run: the checker's would fetch a Java of its own.
tests/interop/node_modules tests/html/node_modules: %/node_modules: %/package-lock.json
	npm ci --prefix $* --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# A picture of every page, to be looked at. On a running archive: make screenshots ARGS="--at http://127.0.0.1:8000"
screenshots: $(VENV)/.installed-browser-$(ASKED) translations
	$(BIN)/python -m tests.browser.screenshots $(ARGS)

lint: $(VENV)/.installed-dev-$(ASKED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.installed-dev-$(ASKED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.installed-dev-$(ASKED)
	$(BIN)/mypy

# Collects every sentence of the interface for the translators (needs gettext: apt install gettext). A further language
# begins with an empty catalogue: make messages LOCALES=pt
LOCALES ?= es fr ar
messages: $(VENV)/.installed-product-$(ASKED)
	$(BIN)/python manage.py makemessages $(foreach tag,$(LOCALES),--locale $(tag)) --no-obsolete --add-location file

# Compiles what the translators wrote.
translations: $(VENV)/.installed-product-$(ASKED)
	@$(BIN)/python manage.py compile_translations

# Pins what is installed now.
constraints:
	{ head -1 constraints.txt; $(BIN)/pip freeze --exclude-editable | sed -E 's/^(torch==[^+]*)\+.*/\1/'; } > constraints.new
	mv constraints.new constraints.txt

# Removes what can be made again. Originals, database and index stay.
clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .local/test-postgres* .local/static
	find archive -name '*.mo' -delete
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "The archive needs Python 3.11, and this machine has none (Debian: apt install python3.11 python3.11-venv)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "The archive needs Python 3.11, and $(PYTHON) is $$($(PYTHON) -V). Name another: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The virtual environment could not be made (Debian: apt install python3.11-venv)."; exit 1; }

# torch comes first and alone: asked for with the rest, a build for graphics cards might be taken.
$(VENV)/.installed-product-$(ASKED): | $(BIN)/python
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -c '$(ASKED_FOR)' product > $(VENV)/requirements-product.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --requirement $(VENV)/requirements-product.txt
	@rm -f $(VENV)/.installed-* && touch $@

# The groups of pyproject.toml: test, browser, dev.
$(VENV)/.installed-%-$(ASKED): $(VENV)/.installed-product-$(ASKED)
	$(BIN)/python -c '$(ASKED_FOR)' $* > $(VENV)/requirements-$*.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --requirement $(VENV)/requirements-$*.txt
	@touch $@

# Prints what pyproject.toml asks for: of the product, or of the group named.
define ASKED_FOR
import sys, tomllib; \
asked = tomllib.load(open("pyproject.toml", "rb")); \
group = sys.argv[1]; \
print(*(asked["project"]["dependencies"] if group == "product" else asked["dependency-groups"][group]), sep="\n")
endef
