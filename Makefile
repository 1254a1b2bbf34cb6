# make run: from nothing to a running ReviewHub.   make test: everything that CI checks.
# What happens is written in scripts/, in Python.

PYTHON ?= python3

.PHONY: run test lint fmt bench clean

run test lint fmt bench:
	@$(PYTHON) -m scripts $@

# What can be made again. What was handed in (var/) stays.
clean:
	rm -rf .venv .runtimes .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/lint var/static
