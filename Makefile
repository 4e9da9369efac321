# Two commands: `make demo` (the whole path, then the site) and `make test`. Both set themselves up.
PYTHON ?= python3
PY := .venv/bin/python
CORPUS ?=
LABELS ?=
PORT ?= 8000
SERVE ?= 1

.PHONY: help demo test setup browser lock clean

help:
	@echo "make demo               the whole main job on a synthetic corpus, then serves it (SERVE=0: stops after the report)"
	@echo "make demo CORPUS=PATH   the same on a corpus, or on a folder or zip of BVH files"
	@echo "make test               lint, types and all tests"
	@echo "make clean              removes var/, everything that was produced"

demo: .venv/.ready
	@$(PY) demo.py --port $(PORT) $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(LABELS),--labels "$(LABELS)") $(if $(filter 0,$(SERVE)),--no-serve)

test: .venv/.ready-test browser
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder

setup: .venv/.ready-test

.venv/bin/python:
	@sh .ci/venv "$(PYTHON)"

.venv/.ready: requirements.lock | .venv/bin/python
	$(PY) -m pip install --quiet --no-deps -r requirements.lock
	@touch $@

.venv/.ready-test: requirements-test.lock .venv/.ready
	$(PY) -m pip install --quiet --no-deps -r requirements-test.lock
	@touch $@

# The browser tests need Chromium and its driver; as root on Debian they are installed, else the way is named.
browser:
	@sh .ci/browser

# Resolve requirements*.in anew. --no-deps keeps out what lavavu-osmesa asks for and Miburi does not use.
lock:
	sh .ci/lock "$(PYTHON)"

clean:
	rm -rf var
