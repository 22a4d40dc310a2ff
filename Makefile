# Thin on purpose: the work is done by tests/stages/run.py, which needs nothing but Python 3.11.
PYTHON ?= python3
STAGES ?=
TARGET ?=
LIBRARY ?= python-consul2
RUN := $(PYTHON) tests/stages/run.py

.DEFAULT_GOAL := help
.PHONY: help check test test-long bench target demo demo-clean collection clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

check: ## Linters and unit tests (about two minutes)
	@$(RUN) check

test: ## Everything; STAGES=lint,unit runs some stages
	@$(RUN) test --stages '$(STAGES)'

test-long: ## Everything, the newest ansible-core and Python 3.9 to 3.13
	@$(RUN) test-long --stages '$(STAGES)'

bench: ## Benchmarks against real servers (some minutes)
	@$(RUN) bench

target: ## TARGET=module_x runs integration targets of the checkout, on servers of their own
	@$(RUN) --exec integration -- python tests/stages/target.py --library '$(LIBRARY)' '$(TARGET)'

demo: ## A hybrid fleet on this machine: three servers, a gateway, a cloud node, four devices
	@$(RUN) --exec demo -- python tests/demo/run.py

demo-clean: ## Remove the demo
	@$(RUN) --exec demo -- python tests/demo/run.py --clean

collection: ## Build the archive and install it into build/collections
	@$(RUN) test --stages collection

clean: ## Remove what the stages left in this folder (the cache of builds stays)
	rm -rf build/collections build/dev build/dist build/home build/logs build/mypy build/reports .ansible .ruff_cache .mypy_cache .pytest_cache .hypothesis
