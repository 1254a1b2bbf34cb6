# make run: from nothing to a running ReviewHub.   make test: everything that CI checks.
# make test-packs: grades every exemplar of every pack, of which `make test` leaves the slow ones out.
# What happens is written in scripts/, in Python.

PYTHON ?= python3

.PHONY: run test test-packs lint fmt messages bench chaos fuzz clean

# messages: takes up the pages' new words into locale/, to be translated there.
run test test-packs lint fmt messages bench chaos fuzz:
	@$(PYTHON) -m scripts $@

# What can be made again. What was handed in (var/) stays.
clean:
	rm -rf .venv .runtimes .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/lint var/static
