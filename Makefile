# Packshot: `make demo` shows it, `make test` proves it, `make help` lists the rest.
PYTHON ?= python3.11
OUT ?= out
DEMO_COUNT ?= 120
DEMO_EPOCHS ?= 40
PIP = -m pip --disable-pip-version-check --quiet --no-input
TRAIN = .venv/bin/python
BLENDER = .venv-blender/bin/python

# What Blender's module links to and a machine without a desktop may lack (Debian's names).
LIBRARIES = libgl1 libsm6 libxi6 libxkbcommon0 libxrender1 libxfixes3 libxext6

.DEFAULT_GOAL := help
.PHONY: help setup demo networks test test-window soak test-fast lint types extension bench-import bench-render suggest-loop clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: .venv/.ready .venv-blender/.ready ## both Python environments: .venv (training) and .venv-blender (rendering)

.venv/.ready: pyproject.toml constraints/train.txt
	@echo "Setting up .venv (PyTorch, Lightning; a few minutes and some gigabytes the first time) …"
	$(PYTHON) -m venv .venv
	$(TRAIN) $(PIP) install --constraint constraints/train.txt --editable '.[train,serve,annotations,dev]'
	@touch $@

.venv-blender/.ready: constraints/blender.txt
	@echo "Setting up .venv-blender (Blender 4.5 as a Python module, 1 GB) …"
	$(PYTHON) -m venv .venv-blender
	.venv-blender/bin/python $(PIP) install --constraint constraints/blender.txt bpy==4.5.15 pytest pytest-timeout
	@$(BLENDER) -c "import bpy" 2>/dev/null \
	  || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq \
	    && apt-get install -y -qq --no-install-recommends $(LIBRARIES) && $(BLENDER) -c "import bpy"; } \
	  || { echo "Blender's module does not load. Give it its libraries: sudo apt-get install $(LIBRARIES)"; exit 1; }
	@touch $@

DEMO = $(OUT)/demo
demo: setup ## render a small dataset, train both networks for a while, write out/demo/report.html
	$(BLENDER) -m blender_addon generate --spec demo --out $(DEMO)/dataset --count $(DEMO_COUNT)
	@$(MAKE) --no-print-directory $(DEMO)/cutout/.done $(DEMO)/relight/.done
	$(TRAIN) -m trainlib predict --photos $(DEMO)/dataset --split test --out $(DEMO)/predictions \
	  --cutout $(DEMO)/cutout/best.ckpt --relight $(DEMO)/relight/best.ckpt
	$(TRAIN) -m trainlib report --dataset $(DEMO)/dataset --cutout-run $(DEMO)/cutout --relight-run $(DEMO)/relight \
	  --predictions $(DEMO)/predictions --out $(DEMO)/report.html

$(DEMO)/relight/.done: $(DEMO)/cutout/.done

# A run that was stopped goes on from its last checkpoint; one that is done is left alone.
$(DEMO)/%/.done: $(DEMO)/dataset/dataset.json
	$(TRAIN) -m trainlib fit --config $* --data.root $(DEMO)/dataset --out $(DEMO) --name $* \
	  --data.size 128 --data.batch_size 8 --trainer.max_epochs $(DEMO_EPOCHS) \
	  $(if $(filter cutout,$*),--model.start_from standard) \
	  $(if $(filter relight,$*),--model.start_from $(DEMO)/cutout/best.ckpt) \
	  $$(test -f $(DEMO)/$*/last.ckpt && echo --ckpt_path last)
	@touch $@

# Everything that ships in trainlib/weights/, made again; each step goes on where it was stopped. PHOTOS= and MASKS= name
# photos with ground truth to measure on. Without HDRIS= those of `assets fetch` are taken.
SAMPLES ?= 10000
PAIRS ?= 2500
DEVICE ?= auto
LIBRARY ?= $(HOME)/.local/share/packshot/assets
HDRIS ?= $(LIBRARY)/hdris
NETWORKS = $(OUT)/networks
GENERATE = $(BLENDER) -m blender_addon generate --device $(DEVICE) --hdris $(HDRIS) \
  $(if $(PRODUCTS),--products $(PRODUCTS)) $(if $(TEXTURES),--textures $(TEXTURES))
ACCELERATOR = --trainer.accelerator $(if $(filter auto cpu,$(DEVICE)),$(DEVICE),gpu)
networks: setup ## what ships: SAMPLES=, PAIRS=, DEVICE=, PRODUCTS=, HDRIS=, TEXTURES=, PHOTOS= and MASKS=
	$(GENERATE) --spec cutouts --seed 21 --count $(SAMPLES) --out $(NETWORKS)/cutouts
	$(TRAIN) -m trainlib doctor $(NETWORKS)/cutouts --max-samples 500 --out $(NETWORKS)/doctor.html
	$(TRAIN) -m trainlib backgrounds --hdris $(HDRIS) --out $(NETWORKS)/backgrounds
	@$(MAKE) --no-print-directory $(NETWORKS)/standard/.done
	$(TRAIN) -m trainlib export --cutout $(NETWORKS)/standard/best.ckpt --out $(NETWORKS)/cutout-standard.safetensors \
	  --temperature 0.6 --size 256 --bits 8
	$(if $(PHOTOS),$(TRAIN) bench/grabcut_masks.py $(PHOTOS) $(NETWORKS)/grabcut)
	$(if $(PHOTOS),$(TRAIN) -m trainlib evaluate $(PHOTOS) --ground-truth $(MASKS) --out $(NETWORKS)/photos \
	  --cutout standard=$(NETWORKS)/cutout-standard.safetensors --masks grabcut=$(NETWORKS)/grabcut)
	$(TRAIN) -m trainlib card --network $(NETWORKS)/cutout-standard.safetensors --dataset $(NETWORKS)/cutouts \
	  $(if $(PHOTOS),--evaluation $(NETWORKS)/photos) --words trainlib/weights/cutout-standard.words.json \
	  --out $(NETWORKS)/cutout-standard.md --index $(NETWORKS)/weights.json
	$(GENERATE) --spec pairs --seed 31 --count $(PAIRS) --out $(NETWORKS)/pairs
	@$(MAKE) --no-print-directory $(NETWORKS)/relight/.done
	$(TRAIN) -m trainlib export --relight $(NETWORKS)/relight/best.ckpt --bits 8 \
	  --out $(NETWORKS)/relight-standard.safetensors
	$(TRAIN) -m trainlib evaluate $(NETWORKS)/pairs --relight standard=$(NETWORKS)/relight-standard.safetensors \
	  --out $(NETWORKS)/relit
	$(TRAIN) -m trainlib card --network $(NETWORKS)/relight-standard.safetensors --dataset $(NETWORKS)/pairs \
	  --evaluation $(NETWORKS)/relit --words trainlib/weights/relight-standard.words.json \
	  --out $(NETWORKS)/relight-standard.md --index $(NETWORKS)/weights.json

$(NETWORKS)/standard/.done: $(NETWORKS)/cutouts/dataset.json
	$(TRAIN) -m trainlib fit --config standard --data.root $(NETWORKS)/cutouts --out $(NETWORKS) --name standard \
	  --data.backgrounds $(NETWORKS)/backgrounds $(ACCELERATOR) \
	  $$(test -f $(NETWORKS)/standard/last.ckpt && echo --ckpt_path last)
	@touch $@

$(NETWORKS)/relight/.done: $(NETWORKS)/pairs/dataset.json
	$(TRAIN) -m trainlib fit --config relight --data.root $(NETWORKS)/pairs --out $(NETWORKS) --name relight \
	  --model.start_from $(NETWORKS)/standard/best.ckpt $(ACCELERATOR) \
	  $$(test -f $(NETWORKS)/relight/last.ckpt && echo --ckpt_path last)
	@touch $@

test: setup lint types ## everything: lint, types, the fast tests, then those that render and train
	$(TRAIN) -m pytest -q -m "not slow" tests
	$(BLENDER) -m pytest -q tests/blender
	$(TRAIN) -m pytest -q -m slow tests

WINDOW_S ?= 480
test-window: .venv/.ready ## the installed extension in a real Blender's window, by mouse and keys (8 minutes at most)
	@mkdir -p $(OUT)/window; { PACKSHOT_WINDOW_TESTS=1 timeout --signal=INT --kill-after=40 $(WINDOW_S) \
	  $(TRAIN) -m pytest -v -x -rs tests/window; echo $$? > $(OUT)/window/code; } 2>&1 | tee $(OUT)/window/log.txt
	@code=$$(cat $(OUT)/window/code); case $$code in 124|137) if grep -Eq ' (FAILED|ERROR) ' $(OUT)/window/log.txt; \
	  then exit 1; fi; echo "test-window: skipped what is left, $(WINDOW_S) s were too few here" ;; *) exit $$code ;; esac

soak: setup ## two runs on one dataset, killed 200 times at random moments
	PACKSHOT_KILLS=200 $(TRAIN) -m pytest -q -s tests/addon/test_shared_folder.py

test-fast: setup lint types ## lint, types and the tests that take seconds
	$(TRAIN) -m pytest -q -m "not slow" tests

lint: .venv/.ready ## style and docstrings
	$(TRAIN) -m ruff check .
	$(TRAIN) -m ruff format --check --quiet .

types: .venv/.ready ## mypy --strict
	$(TRAIN) -m mypy

extension: .venv/.ready ## the installable Blender extension: dist/packshot-VERSION.zip
	$(TRAIN) .ci/extension.py --out dist

bench-import: .venv-blender/.ready ## DIR=models: each file as a product beside Blender's own picture of it, worst first
	@test -n "$(DIR)" || { echo "say which folder of models: make bench-import DIR=models"; exit 1; }
	$(BLENDER) bench/import_compare.py "$(DIR)" --out "$(OUT)/import"

bench-render: .venv-blender/.ready ## seconds a sample, memory and the cost of each layer, as a table (an hour and a half at most)
	$(BLENDER) bench/render.py

suggest-loop: setup ## PHOTOS= and MASKS=: render what fails on half of them, train, compare on the other half
	@test -n "$(PHOTOS)" -a -n "$(MASKS)" || { echo "say which photos: make suggest-loop PHOTOS=photos MASKS=masks"; exit 1; }
	$(TRAIN) bench/suggest_loop.py "$(PHOTOS)" "$(MASKS)" --out "$(OUT)/suggest-loop"

clean: ## remove what was made, but neither environments nor datasets
	rm -rf dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache
