# Two commands are enough: `make run` starts the assistant, `make test` proves it.
# Everything else is here for those who work on it. `make` alone lists the targets.

python := .venv/bin/python
compile := var/tools/uv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup run chat status train test check format bench evaluate lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## build .venv and .venv-engine (every other target does this first)
	@scripts/bootstrap

run: setup ## start the assistant and print the address of its page; Ctrl-C stops it
	@exec $(python) -m bot run

chat: setup ## talk to the running assistant in the terminal
	@exec $(python) -m bot chat

status: setup ## what is up, which versions, how fresh the data are
	@exec $(python) -m bot status

train: setup ## train the model if it is out of date
	@exec $(python) -m bot train

test: setup ## run every test, or some: make test ONLY="unit engine"
	@exec $(python) scripts/test.py $(ONLY)

check: setup ## ruff format and lint, mypy strict, the page's own lint and types
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	$(python) scripts/build_page.py --check

format: setup ## let ruff format and fix what it can
	@$(python) -m ruff format . && $(python) -m ruff check --fix .

bench: setup ## measure speed and size, beside Rasa's default pipeline
	@exec $(python) -m benchmarks

evaluate: setup ## cross-validate understanding, or score: make evaluate QUESTIONS=questions.jsonl
	@exec $(python) -m bot evaluate $(QUESTIONS)

lock: setup ## compile requirements/*.in into the locks, with hashes
	$(compile) --python-version 3.11 requirements/dev.in -o requirements/dev.txt
	$(compile) --python-version 3.10 --project requirements requirements/engine.in -o requirements/engine.txt

clean: ## remove what can be built again; var/ (data, logs) stays
	rm -rf models .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis var/tools .venv .venv-engine
