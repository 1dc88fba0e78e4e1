# `make help` lists what there is. Every target does its own set-up.
PYTEST = .venv/bin/python -m pytest
MATRIX_WORKERS ?= 2

.PHONY: help setup setup-python check test test-matrix demo demo-h5 bench bench-accuracy bench-peers bench-recognition

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: ## what tests and demos need; returns at once when it is there
	@./scripts/setup.sh

setup-python: ## only the virtual environment, for `make demo`
	@./scripts/setup.sh python

check: setup ## linters, types, layers
	.venv/bin/ruff check --no-cache .
	.venv/bin/ruff format --no-cache --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test: setup ## every test
	$(PYTEST) -n 2 -q tests/unit tests/plugin
	@$(MAKE) --no-print-directory check
	$(PYTEST) -n 4 -q --dist loadgroup tests/integration

test-matrix: setup ## every defect against every check
	@start=$$(date +%s); \
	MOB_TEST_MATRIX=1 $(PYTEST) -n $(MATRIX_WORKERS) -q \
		tests/integration/test_h5_defects.py tests/integration/test_phone_defects.py; code=$$?; \
	echo "test-matrix: $$(( $$(date +%s) - start )) s"; exit $$code

demo: setup-python ## all checks on the built-in phone with its demo bank: needs Python only
	@./scripts/demo.sh phone

demo-h5: setup ## all checks against the sample H5 bank in a real Chromium, then both reports
	@./scripts/demo.sh h5

bench: setup ## captures and rules against what they rest on, four workers against one
	.venv/bin/python benchmarks/capture.py
	.venv/bin/python benchmarks/speed.py
	.venv/bin/python benchmarks/workers.py

bench-peers: setup ## our rules against axe-core, verdict by verdict; writes docs/peers.md
	.venv/bin/python benchmarks/peers.py

bench-accuracy: setup ## colours and text sizes from pixels, against what Chromium says it drew
	.venv/bin/python benchmarks/accuracy.py

bench-recognition: setup-python ## what is recognised on published screens; writes docs/recognition.md
	.venv/bin/python benchmarks/recognition.py
