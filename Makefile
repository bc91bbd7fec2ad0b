# make up      install, build, start FotoGal on localhost and print where
# make test    install, build, run all tests
# make function NAME=hello ROUTE='GET /v1/hello'    write a function that builds, answers and passes its test
.PHONY: up function images audit test nightly asan tsan fuzz corpora coverage build setup setup-test setup-nightly format lint bench soak

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

# What is long by nature, completely: the long tests (with ten minutes of load and faults), fuzzing, coverage, every file compiled separately, and
# all tests once more with sanitizers.
nightly: test
	FOTOGAL_NIGHTLY=1 ctest --preset release -j 1 -L long
	$(MAKE) fuzz
	$(MAKE) coverage
	cmake --preset alone >/dev/null && cmake --build --preset alone -j $(JOBS)
	$(MAKE) asan tsan

asan: setup-nightly
	cmake --preset asan-ubsan >/dev/null && cmake --build --preset asan-ubsan -j $(JOBS)
	ctest --preset asan-ubsan

# Races between threads: the FDK, the clients of OCI, the local cloud.
TSAN_TESTS := common_test fdk_unit_test fdk_contract_test oci_test nosql_test standin_test standin_nosql_test local_agent_test \
  local_gateway_test local_http_test local_running_test local_specification_test
tsan: setup-nightly
	cmake --preset tsan >/dev/null && cmake --build --preset tsan -j $(JOBS) --target $(TSAN_TESTS)
	for test in $(TSAN_TESTS); do echo $$test; build/tsan/bin/$$test || exit 1; done

# One line for each stage: packages, libraries, compile, web.
build:
	@JOBS=$(JOBS) scripts/stages

# Each parser of bytes from outside for FUZZ_SECONDS; `make corpora` afterwards keeps what was found in tests/fuzz/corpora.
fuzz: setup-nightly
	cmake --preset fuzz >/dev/null && cmake --build --preset fuzz -j $(JOBS) --target fuzz_targets
	tests/fuzz/run $(FUZZ_SECONDS)

# bench/results/coverage.md; fails under 90 % of shared/ or functions/.
coverage: setup-nightly
	scripts/coverage

corpora:
	tests/fuzz/run --keep

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
