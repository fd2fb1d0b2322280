# make ui: the web page.  make test: the tests.  make check: style, types and tests, as CI runs them.
# make bench: every benchmark; DATA="SQUAD.json BEIR_FOLDER" names sets instead of the bundled sample, TEXTS=BOOK.txt what libraries are
# grown of, DOCUMENTS=FOLDER whose sentences are examined, COLLECTION="SET.json …" with their files beside them; QUICK=1 asks and adds less, DOCS=1 writes the tables into docs/benchmarks.md, PEERS= leaves the other systems out.
# TORCH_INDEX=URL takes torch from that index first: on Linux, PyTorch's index of CPU builds (docs/install.md).

PYTHON ?= python3
BIN := .venv/bin
# what is imported is compiled then, once: the tests start hundreds of processes, and most modules are never imported
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
PYTEST := $(BIN)/python -m pytest -q -n auto --dist loadgroup --no-loadscope-reorder

.PHONY: ui test test-cluster check docs fix lock bench audit torture release clean bench-cluster

ui: .venv/user
	$(BIN)/python -m ui

# all tests but those that start Ray
test: .venv/developer
	$(PYTEST) -m "not cluster"

# clusters of several nodes on this machine, whose processes are killed: three minutes
test-cluster: .venv/developer
	$(BIN)/python -m pytest -q -m cluster

check: .venv/developer
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(PYTEST) -m "not style and not cluster"
	$(BIN)/python -m pytest -q -m cluster
	@$(MAKE) --no-print-directory audit

# known weaknesses of what users install; where the list of them cannot be reached it says so and goes on
audit: .venv/developer
	@$(PIP) pip-audit==2.10.1; \
	$(BIN)/pip-audit --disable-pip --no-deps --timeout 15 -r hashes.txt >.venv/audit 2>&1; code=$$?; \
	if grep -q '^Found' .venv/audit; then cat .venv/audit; exit 1; fi; \
	if [ $$code != 0 ] || grep -q 'could not be audited' .venv/audit; then echo "pip-audit: not (all) audited, its data cannot be reached"; fi

fix: .venv/developer
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# the documentation as pages in build/docs, every link checked; needs no network
docs: .venv/developer
	$(BIN)/python -m tests.support.reference
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict

PEERS ?= haystack txtai
MEASURE = $(BIN)/python -m eval.bench $(1) $(2) $(if $(QUICK),--quick) $(if $(DOCS),--docs)

bench: .venv/developer $(PEERS:%=build/peers/%/installed)
	$(call MEASURE,quality,$(DATA))
	$(call MEASURE,peers,$(DATA))
	$(call MEASURE,collections,$(COLLECTION))
	$(call MEASURE,scaling,$(TEXTS))
	$(call MEASURE,vector_codecs,$(TEXTS))
	$(call MEASURE,reading,$(DATA))
	$(call MEASURE,sentences,$(DOCUMENTS))
	$(call MEASURE,speed)

# how many questions clusters answer: a model of parts measured here, and recall on ten million vectors (an hour); TEXTS= as above
bench-cluster: .venv/developer
	$(call MEASURE,cluster,$(TEXTS))

# each of the systems that Pincite is compared with, in an environment of its own
build/peers/%/installed: eval/bench/systems/%.txt
	rm -rf $(@D)
	$(PYTHON) -m venv $(@D)
	$(if $(TORCH_INDEX),$(@D)/bin/python -m pip install --quiet --index-url $(TORCH_INDEX) $$(grep '^torch==' $<))
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# kills, power losses, damage, full disks, at length; goes on where it was broken off (build/torture/summary.md)
torture: .venv/developer
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.torture build/torture

# constraints.txt holds the versions of everything that requirements-dev.txt brings along, for every platform; hashes.txt those of
# requirements.txt with the SHA-256 of each file, but for torch and what it alone needs: its CPU builds stand on another index
lock: .venv/developer
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command "make lock" \
		requirements-dev.txt -o constraints.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command "make lock" \
		--generate-hashes --no-emit-package torch \
		$$(grep -oE '^(nvidia-[a-z0-9-]+|cuda-[a-z]+|triton)' constraints.txt | sed 's/^/--no-emit-package /') \
		requirements.txt -c constraints.txt -o hashes.txt

# dist/: the source distribution, the wheel built from it, and their checksums; nothing is uploaded
release: .venv/developer
	$(PIP) twine==7.0.0
	rm -rf dist
	$(BIN)/python -m build
	$(BIN)/twine check --strict dist/*
	cd dist && sha256sum -- * >SHA256SUMS && cat SHA256SUMS

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/python:
	$(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(PIP) --index-url $(TORCH_INDEX) $$(grep '^torch==' requirements.txt))
	touch $@

.venv/user: .venv/python requirements.txt constraints.txt
	$(PIP) -r requirements.txt -c constraints.txt
	touch $@

# torch by pip, which may know of a build without CUDA, and the rest by uv, in a tenth of pip's time
.venv/developer: .venv/python requirements.txt requirements-dev.txt constraints.txt
	$(PIP) -c constraints.txt $$(grep -ohE '^(torch|uv)==[^ ]+' requirements.txt requirements-dev.txt)
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements-dev.txt -c constraints.txt
	touch .venv/user $@
