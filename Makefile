# mcubench: 'make help' lists what there is.

SHELL := /bin/bash
SWIFT ?= swift
export SWIFT
PREFIX ?= /usr/local
DESTDIR ?=

CLI := .build/release/mcubench
EXAMPLE := examples/mobilenetv1_0.25_96_c3_o2/mobilenetv1_0.25_96_c3_o2.tflite
RESULTS := demo-results
BENCH := Tests/VirtualBoardBench
ROWS ?= 10000000
LAYERS ?= 20000
BASE ?= HEAD~1
TABLES ?= stm32f746g pico esp32
MODELS ?= ../shared/models
BOARD ?= stm32f746g

.PHONY: search-bench scorecard-pictures latency-tables prediction-accuracy predict-speed variations-speed bench-kernels bench-kernels-compare prove-kernels screenshots page-gallery help demo test test-long timing-accuracy speed store-bench api-fuzz build lint format install uninstall clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

demo: ## build the program and the virtual board, run an example on it
	@packaging/setup.sh demo
	@echo "building mcubench and mcubench-vboard (a first build takes a few minutes)"
	$(SWIFT) build -c release --product mcubench-vboard
	$(SWIFT) build -c release --product mcubench
	@mkdir -p $(RESULTS)
	$(CLI) run $(EXAMPLE) --board stm32f746g --on simulator \
	  --csv $(RESULTS)/layers.csv --json $(RESULTS)/run.json
	@echo
	@echo "The layers are in $(RESULTS)/layers.csv, the whole run in $(RESULTS)/run.json."
	@echo "Your own model: $(CLI) run MODEL.tflite --board stm32f746g"

# Checks first; the test runner comes last, so that the last lines and the status are its own.
test: ## install what is missing, lint, check, build and test everything
	@packaging/setup.sh test
	@.ci/lint
	@.ci/house
	@.ci/imports
	@.ci/kernels
	@.ci/fuzz
	@.ci/tests

test-long: ## the same with every model and vector; needs the models beside the checkout
	@packaging/setup.sh test
	@.ci/lint
	@.ci/house
	@.ci/imports
	@.ci/kernels
	@MCUBENCH_LONG=1 .ci/fuzz
	@MCUBENCH_LONG=1 .ci/tests

timing-accuracy: ## hold the timing models against silicon; TINY_V11, TINY_V12, COREMARK name clones
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product virtual-board-bench
	$(BENCH)/collect-images.sh "$(TINY_V11)" "$(TINY_V12)" $(RESULTS)/accuracy
	$(BENCH)/build-coremark.sh "$(COREMARK)" $(RESULTS)/accuracy
	.build/release/virtual-board-bench accuracy --images $(RESULTS)/accuracy \
	  --coremark $(RESULTS)/accuracy --output docs/timing-accuracy.md

speed: ## time the virtual board with and without its timing model, beside plain Unicorn
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product virtual-board-bench
	$(BENCH)/build-kernels.sh Sources/CKernels $(RESULTS)/kernels
	.build/release/virtual-board-bench speed $(RESULTS)/kernels/*.elf

bench-kernels: ## run every layer's kernels on the virtual board; write the page and JSON of docs/
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product kernel-bench
	.build/release/kernel-bench report --markdown docs/kernels-stm32f746g.md \
	  --json docs/kernels-stm32f746g.json
	.build/release/kernel-bench report --board m0plus-ram --markdown docs/kernels-pico.md \
	  --json docs/kernels-pico.json

bench-kernels-compare: ## run them for the commit BASE and for this checkout; compare layer by layer
	@packaging/setup.sh demo
	Tests/KernelBench/compare-commits.sh "$(BASE)"

prove-kernels: ## LAYERS random layers on the virtual core against the reference (default 20000)
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product kernel-bench
	.build/release/kernel-bench random --count $(LAYERS)
	.build/release/kernel-bench random --count $(LAYERS) --board m0plus-ram

latency-tables: ## make the tables of boards/tables/ on the virtual boards; goes on where it was interrupted
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product mcubench-vboard
	$(SWIFT) build -c release --product mcubench
	@mkdir -p boards/tables $(RESULTS)
	for board in $(TABLES); do \
	  $(CLI) calibrate --board $$board --on simulator --output boards/tables/$$board.json \
	    --store $(RESULTS)/latency-tables.sqlite || exit 1; \
	done

prediction-accuracy: ## hold those tables against virtual boards; MODELS has the networks' folders
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product mcubench-vboard
	$(SWIFT) build -c release --product prediction-bench
	.build/release/prediction-bench --models "$(MODELS)" --output docs/prediction-accuracy.md

predict-speed: ## time predictions of the .tflite files in FOLDER for BOARD (default stm32f746g)
	@test -d "$(FOLDER)" || { echo "error: name a folder of .tflite files: make predict-speed FOLDER=DIR"; exit 1; }
	$(SWIFT) build -c release --product mcubench
	@echo "$$(ls "$(FOLDER)"/*.tflite | wc -l) models"
	time $(CLI) predict "$(FOLDER)"/*.tflite --board $(BOARD) > /dev/null

variations-speed: ## time the making and analysing of the paper's twenty variations and of 400
	$(SWIFT) build -c release --product mcubench
	@rm -rf $(RESULTS)/variations
	@echo "20 variations of MobileNet v1"
	time $(CLI) make mobilenetv1 --alpha 0.1,0.2,0.25,0.35 --loop 1-5 \
	  -o $(RESULTS)/variations/twenty > /dev/null
	@echo "400 variations of MobileNet v1"
	time $(CLI) make mobilenetv1 --alpha 0.05-0.5:0.05 --loop 1-5 --last 32,64,128,256 \
	  --beta 0.3,0.6 -o $(RESULTS)/variations/grid > /dev/null

search-bench: ## hold 'mcubench search' against plain grids; writes the table of docs/search.md
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product search-bench
	.build/release/search-bench --page docs/search.md

store-bench: ## time the store's queries with ROWS layer rows (default 10,000,000: 10 GB in /tmp)
	@packaging/setup.sh demo
	$(SWIFT) build -c release --product store-bench
	.build/release/store-bench --rows $(ROWS)

screenshots: ## run the example lab and take pictures of its dashboard and reports in Chromium
	@packaging/setup.sh demo
	$(SWIFT) build --product mcubench-vboard
	$(SWIFT) build --product mcubenchd
	$(SWIFT) build --product mcubench
	packaging/screenshots.sh $(RESULTS)/lab

scorecard-pictures: ## draw a model's scorecard and the figures in Chromium, and measure what is clipped
	$(SWIFT) build --product mcubench
	packaging/scorecard-pictures.sh $(RESULTS)/scorecard

page-gallery: ## draw every page with example values in Chromium, light, dark and printed
	packaging/page-gallery.sh $(RESULTS)/pages

build: ## build the programs, optimised
	@echo "building mcubench, mcubench-vboard and mcubenchd (a first build takes a few minutes)"
	$(SWIFT) build -c release --product mcubench-vboard
	$(SWIFT) build -c release --product mcubench
	$(SWIFT) build -c release --product mcubenchd

api-fuzz: ## fuzz the lab's API against its description; installs schemathesis into .build/
	@packaging/setup.sh demo
	$(SWIFT) build --product mcubenchd
	$(SWIFT) build --product mcubench-vboard
	packaging/api-fuzz.sh

lint: ## check the format of Swift and C, and the rules of the house
	@packaging/setup.sh test
	@.ci/lint
	@.ci/house
	@.ci/imports

format: ## format Swift and C in place
	@packaging/setup.sh test
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests
	find Sources firmware-template Tests -type f \( -name '*.c' -o -name '*.h' \) \
	  -exec clang-format -i {} +

install: ## install below PREFIX (default /usr/local); build first
	@packaging/setup.sh demo
	$(MAKE) --no-print-directory build
	@MCUBENCH_PREFIX="$(PREFIX)" packaging/install.sh install "$(DESTDIR)$(PREFIX)"

uninstall: ## remove what 'make install' put below PREFIX
	@packaging/install.sh uninstall "$(DESTDIR)$(PREFIX)"

clean: ## remove everything that was built here; stored results stay
	rm -rf .build .build-asan $(RESULTS)
