# make demo: look around. make test: ruff, mypy and pytest. make bench: how fast it is.
# make torture: what survives a kill. make readme: $(VENV)/developing
	$(BIN)/python tests/sessions.py README.md

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
