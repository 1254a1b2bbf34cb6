# make run: from nothing to a running ReviewHub.   make test: everything that CI checks.
# make check: lint, types, contracts and the tests that start nothing.   make coverage: all tests, measured.
# make test-packs: grades every exemplar of every pack, of which `make test` leaves the slow ones out.
# make test-postgresql: every test that has a database on PostgreSQL; `make test` chooses by their statements.
# test-compose: docker-compose.yml in a container engine of its own, as root (docs/deploying.md).
# What happens is written in scripts/, in Python.

PYTHON ?= python3

.PHONY: run check coverage test test-packs test-postgresql test-compose lint fmt messages lock bench chaos fuzz attack-fuzz clean

# lock: writes the digests of the pinned packages anew, after requirements*.txt was edited.
# messages: takes up the pages' new words into locale/, to be translated there.
run check coverage test test-packs test-postgresql test-compose lint fmt messages lock bench chaos fuzz attack-fuzz:
	@$(PYTHON) -m scripts $@

# What can be made again. What was handed in (var/) stays.
clean:
	rm -rf var/engine .venv .runtimes .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/lint var/static
