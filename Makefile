# The doors of this checkout. Another Python: make run PYTHON=python3.12. Arguments: make test ARGS="-k slip".
PYTHON ?= python3
VENV ?= .venv
ARGS ?=
export VENV

.PHONY: help run test check bench chaos cluster messages package audit clean

help:      ## Say what can be made
	@sed -n 's/^\([a-z]*\): *## */  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run:       ## Open the front desk with its status page and a sample hospital
test:      ## Install what the tests need and run them
check:     ## Check form, types, who may know whom, and the catalogues
bench:     ## Measure each figure that is claimed, beside its peer
chaos:     ## Kill terminals, lines, network and server while they file, and count; ARGS=3000
cluster:   ## Kill the leader of a Patroni cluster twice while terminals file, and count
messages:  ## Bring the catalogues up to the sentences in the code
package:   ## Build a Debian package that installs without a network
audit:     ## Ask whether a library is known to be unsafe

run test check bench chaos cluster messages package audit:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: run 'apt install python3 python3-pip' and try again." >&2; exit 2; }
	@$(PYTHON) run.py $@ $(ARGS)

clean:     ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
