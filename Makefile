# SPDX-License-Identifier: GPL-2.0-only
#
# Cellyard: everything is built from here, into $(B).

B ?= build
VERSION := $(shell cat VERSION)

# where it is built: x86_64 or aarch64
HOST ?= $(shell uname -m)
# prefix of the tools for the guests of each architecture, empty where the host is one
CROSS_amd64 ?= $(if $(filter x86_64,$(HOST)),,x86_64-linux-gnu-)
CROSS_arm64 ?= $(if $(filter aarch64,$(HOST)),,aarch64-linux-gnu-)
CROSS_arm ?= arm-linux-gnueabihf-

HOSTCC ?= gcc
HOST_OBJCOPY ?= objcopy
# for x86
CC := $(CROSS_amd64)gcc
LD := $(CROSS_amd64)ld
OBJCOPY := $(CROSS_amd64)objcopy
STRIP := $(CROSS_amd64)strip
WARN := -Wall -Wextra -Werror
# the same bytes on every path
REPRO := -ffile-prefix-map=$(CURDIR)=.
ABI_INCLUDES := -Ihypervisor/include -Ihypervisor/include/arch/x86
ABI_INCLUDES_ARM := -Ihypervisor/include -Ihypervisor/include/arch/arm-common
export SOURCE_DATE_EPOCH := 1704067200
export LC_ALL := C

ALL :=
UNIT_TESTS :=
ROOTFS_amd64 :=
ROOTFS_arm64 :=
MACHINE ?= q35-svm
SCENARIO ?= tour

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDEXPANSION:

FRAGMENTS := images hypervisor driver images/inmates machines harness scenarios faultinject
include $(wildcard $(addsuffix /build.mk,$(FRAGMENTS)))

.PHONY: help all run replay record-reported test bench nightly test-unit test-x86 test-arm install clean format check-format check-workflows check-sarif setup

help:
	@printf '%s\n' \
	  'make run        set up, build, and play the main scenario live (MACHINE=$(MACHINE))' \
	  'make test       unit tests and the scenarios of all machines that can run here; on a machine' \
	  '                that is like another only what is about the difference: see yard machines' \
	  'make test-unit  unit tests alone' \
	  'make inject     faults of every model for about 12 minutes: mutated configurations, then trials on' \
	  '                machines; ends with one table of all' \
	  'make fuzz       decoders, checker, PCI and ioctls under libFuzzer (wants clang; FUZZ_SECONDS=20)' \
	  'make test-mutation  alter every rule of the checker: do the tests notice?' \
	  'make measure    lines of code and bytes of the hypervisor' \
	  'make test-harness  whether the harness tells the truth and leaves nothing behind' \
	  'make test-report  the report in a browser (wants chromium)' \
	  'make replay RECORDING=FILE.yard  play a recorded fault again and compare' \
	  'make record-reported  make scenarios/reported/*.yard anew, of this build' \
	  'make nightly    everything that can be tested here, with all kernels on all machines, and campaigns;' \
	  '                goes on after a failure and ends with a table and a page (INJECT_TRIALS=400, PARTS="units matrix")' \
	  'make bench      count what the hypervisor executes for each event, beside a reference' \
	  'make test-x86   the scenarios of the x86 machines, all of them on each' \
	  'make test-arm   the scenarios of the ARM machines, all of them with GICv2 and GICv3' \
	  'make all        build everything into $(B)/' \
	  'make setup      install missing packages (asks before it uses sudo)' \
	  'make install    tool, driver, firmware, man page into DESTDIR' \
	  'make update-lock  take the newest guest kernels into images/kernels/lock' \
	  'make format     clang-format all sources; check-format only looks' \
	  'make check-workflows  the files for GitHub and GitLab against their schemas (wants npx)' \
	  'make check-sarif  what config check prints against the schema of SARIF (wants npm)' \
	  'make clean      remove $(B)/'

setup:
	@setup/install

# As many at the same time as there are processors, if nobody said how many.
AT_ONCE = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

# Packages first: everything else may need them.
all: setup
	@$(MAKE) $(AT_ONCE) --no-print-directory products

.PHONY: products
products: $$(ALL)

run: all
	@$(B)/harness/yard run --live -m $(MACHINE) $(SCENARIO)

replay: all
	@$(B)/harness/yard replay $(if $(RECORDING),$(RECORDING),$(error say which recording: make replay RECORDING=FILE.yard))

record-reported: all
	@$(B)/harness/yard record --again scenarios/reported/*.yard

# So many at the same time; what one says stays together.
PARALLEL = $(AT_ONCE) --output-sync=target --no-print-directory

test-unit: setup
	@$(MAKE) $(PARALLEL) run-unit-tests

.PHONY: run-unit-tests
run-unit-tests: $$(addprefix run-unit-test/,$$(UNIT_TESTS))

run-unit-test/%: %
	@B=$(B) setup/quietly $(B)/unit-tests/$(subst /,-,$*).log $*

# what needs no machine
.PHONY: test-here
test-here: run-unit-tests test-mutation-sample test-inject test-fuzz test-reproducible-sample

test-x86: all
	@$(B)/harness/yard test --arch x86

test-arm: all
	@$(B)/harness/yard test --arch arm64

bench: all
	@$(B)/harness/yard bench

# Hours: every scenario on every machine with every kernel, in a random order that the seed names.
NIGHTLY_SEED ?= $(shell date +%Y%m%d)
nightly: all
	@harness/tests/nightly "$(MAKE)" $(B)/harness/yard $(MACHINE) $(NIGHTLY_SEED) $(PARTS)

test: all
	@$(MAKE) $(PARALLEL) test-here
	@$(B)/harness/yard test
	@echo "What became of the injected faults in it:"; $(B)/harness/yard inject --played
	@harness/tests/selftest $(B)/harness/yard $(MACHINE)

SOURCES = $(shell git ls-files '*.c' '*.h')

format:
	clang-format -i $(SOURCES)

check-format:
	clang-format --dry-run -Werror $(SOURCES)

# the forges' own schemas, from npm; the version of the second is the last one for Debian's node
check-workflows:
	npx --yes -p @action-validator/core -p @action-validator/cli action-validator .github/workflows/test.yml
	npx --yes gitlab-ci-local@4.55.0 --list
	@rm -rf .gitlab-ci-local

# the findings of `jailhouse config check` as other tools read them
check-sarif: all
	driver/tool/tests/check-sarif $(B)

clean:
	rm -rf $(B)
