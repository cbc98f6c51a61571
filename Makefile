# make demo: look around. make demo-team: three sellers on a server that is started for it.
# make test: ruff, mypy and pytest. make bench: how fast it is.
# make test-long: the cases of large families that `make test` doesn't run, and more examples of
# each property.
# make test-server: the tests of stores on PostgreSQL, then all others with each store there (those
# about files are skipped), where a server is installed to be started.
# make package: the wheel and the source distribution, checked, into dist/.
# make test-pythons: a short set of the tests on the wheel, on each Python found here, 3.11 and later.
# make coverage: which lines of the program the tests run. make lock: write requirements-dev.lock.
# make bench-import: what 100,000 opportunities cost. make torture: what survives a kill.
# make bench-forecast: how good the forecasts are on real pipelines, into docs/forecast.md.
# make bench-server: how much longer a command takes on a server. make torture-server: what a
# connection that is cut at any byte of a write leaves there.
# make flips: what changed bytes do (a part of make torture).
# make readme: the sessions and pictures of README and docs. make rows: store/rows and store/schema from store/tables.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Half of the tests' time is waiting for a disk: in memory, where there is room, it isn't.
ROOM = $(shell $(PYTHON) -c 'import os, shutil; \
  at = "/dev/shm"; \
  print(at if os.access(at, os.W_OK) and shutil.disk_usage(at).free > 6 << 30 else "")')
# Compiled tests are kept, so that not every process of each run has to compile them.
PYTEST = PYTHONDONTWRITEBYTECODE= $(if $(ROOM),PYTEST_DEBUG_TEMPROOT=$(ROOM)) \
  $(BIN)/pytest -n auto --dist worksteal
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo demo-team test test-long test-server package test-pythons coverage lock bench \
  bench-server bench-import bench-forecast torture torture-server flips readme rows clean environment

demo: $(VENV)/installed
	@$(BIN)/pipectl demo

demo-team: $(VENV)/developing
	@$(BIN)/python tests/demo_team.py

test: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers auto
	$(PYTEST)

test-long: $(VENV)/developing
	$(PYTEST) -m "long or hypothesis" --hypothesis-profile=long

package: $(VENV)/developing
	rm -rf dist
	$(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

test-server: $(VENV)/developing
	$(PYTEST) tests/server
	PIPECTL_TESTS_ON=server $(PYTEST) --ignore=tests/server

test-pythons: package
	$(BIN)/python tests/pythons.py dist/*.whl

coverage: $(VENV)/developing
	$(PYTEST) --cov

lock: $(VENV)/developing
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
	  --no-annotate --no-header --no-emit-package pipectl-sales --quiet --output-file requirements-dev.lock

bench: $(VENV)/developing
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/scale.py
	$(BIN)/python bench/figures.py
	$(BIN)/python bench/searching.py

bench-server: $(VENV)/developing
	$(BIN)/python bench/serving.py --check

bench-import: $(VENV)/developing
	$(BIN)/python bench/importing.py --check

bench-forecast: $(VENV)/developing
	$(BIN)/python bench/forecast.py --check

torture: $(VENV)/developing
	$(BIN)/python bench/torture.py
	$(BIN)/python bench/flips.py

torture-server: $(VENV)/developing
	$(BIN)/python bench/cuts.py

flips: $(VENV)/developing
	$(BIN)/python bench/flips.py

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "pipectl needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(BIN)/python -c 'import sys' 2>/dev/null || $(MAKE) --no-print-directory environment
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# Debian's python3 has no ensurepip until python3-venv is installed; its pip can step in.
environment:
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  $(PYTHON) -m venv --clear --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; } || \
	  { echo "No virtual environment could be made: install python3-venv and pip."; exit 1; }

$(VENV)/developing: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --constraint requirements-dev.lock --editable ".[dev]"
	@touch $@

rows: $(VENV)/developing
	$(BIN)/python -m pipectl.store.tables.generate rows > $(VENV)/rows.py
	$(BIN)/python -m pipectl.store.tables.generate schema > $(VENV)/schema.py
	$(BIN)/python -m pipectl.store.tables.generate server > $(VENV)/server.py
	mv $(VENV)/rows.py $(VENV)/schema.py src/pipectl/store
	mv $(VENV)/server.py src/pipectl/store/server/schema.py
	$(BIN)/ruff format src/pipectl/store/rows.py src/pipectl/store/schema.py \
	  src/pipectl/store/server/schema.py

readme: $(VENV)/developing
	$(BIN)/python tests/sessions.py README.md docs/*.md
	$(BIN)/python tests/pictures.py docs/images

clean:
	rm -rf $(VENV) dist .coverage .pytest_cache .mypy_cache .ruff_cache
