# make up      install, build, start FotoGal on localhost and print where
# make test    install, build, run all tests
# make function NAME=hello ROUTE='GET /v1/hello'    write a function that builds, answers and passes its test
.PHONY: up function images audit test nightly fuzz build setup setup-test setup-nightly format lint bench soak

BUILD := build/release
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 600
PORT ?= 8080

up: build
	@printf '%-10s %s\n' start 'usually 2 s, the first time 20 s'
	@exec $(BUILD)/bin/fotogal up --demo --port $(PORT)

function:
	@scripts/new_function '$(NAME)' '$(ROUTE)'

# An image of every function, for `fotogal up --containers` and for a registry.
images: setup
	scripts/images

# Known holes in what is linked statically, by Debian's security tracker: DATA=FILE if this machine does not reach it, URGENCY=low
# to hear of smaller ones, SBOMS='build/deploy/*/sbom.spdx.json' for images that were built earlier.
audit: build
	@scripts/audit.py $(if $(DATA),--data $(DATA)) --urgency $(or $(URGENCY),medium) $(or $(SBOMS),--build $(BUILD))

test: setup-test
	cmake --preset release -DFOTOGAL_TESTS=ON >/dev/null
	cmake --build --preset release -j $(JOBS)
	ctest --preset release -j $(JOBS)

# The long tests completely; every file compiled separately; and all tests once more with sanitizers.
nightly: test
	FOTOGAL_NIGHTLY=1 ctest --preset release -j 1 -L long
	$(MAKE) fuzz
	cmake --preset alone >/dev/null && cmake --build --preset alone -j $(JOBS)
	for preset in asan-ubsan tsan; do \
	  cmake --preset $$preset >/dev/null && cmake --build --preset $$preset -j $(JOBS) && ctest --preset $$preset || exit 1; \
	done

# One line for each stage: packages, libraries, compile, web.
build:
	@JOBS=$(JOBS) scripts/stages

fuzz: setup-nightly
	cmake --preset fuzz >/dev/null && cmake --build --preset fuzz -j $(JOBS)
	tests/fuzz/seeds.py shared/nosql/testdata/exchanges.jsonl build/fuzz/seeds
	for target in multipart picture sql ddl cursor text nson wire response webauthn fdk gateway config zip; do \
	  mkdir -p build/fuzz/seeds/$$target && build/fuzz/bin/fuzz_$$target -max_total_time=$(FUZZ_SECONDS) build/fuzz/seeds/$$target || exit 1; \
	done

setup:
	scripts/setup build

setup-test:
	scripts/setup test

setup-nightly:
	scripts/setup nightly

format: setup-nightly
	git ls-files '*.cc' '*.h' | xargs clang-format -i

lint: setup-nightly
	git ls-files '*.cc' '*.h' | xargs clang-format --dry-run --Werror
	cmake --preset release -DFOTOGAL_TESTS=ON >/dev/null
	git ls-files 'shared/*.cc' 'functions/*.cc' 'local/*.cc' 'operate/*.cc' 'command/*.cc' | grep -v _test.cc | xargs clang-tidy -p $(BUILD) --quiet --extra-arg=-Wno-unknown-warning-option

bench: setup-test
	cmake --preset release -DFOTOGAL_TESTS=ON >/dev/null
	cmake --build --preset release -j $(JOBS)
	for what in fdk nosql photos start gateway timing units web peers load work; do bench/$$what/run --out bench/results || exit 1; done
	$(BUILD)/bin/fotogal bench feed --out bench/results
	$(BUILD)/bin/fotogal bench page --before bench/results/page-d42950f.json --out bench/results
	scripts/bill.py

# make soak SECONDS=600: an hour, or as long as it says.
soak: setup-test
	cmake --preset release -DFOTOGAL_TESTS=ON >/dev/null
	SOAK_SECONDS=$(or $(SECONDS),3600) bench/soak/run --out bench/results
