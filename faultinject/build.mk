# SPDX-License-Identifier: GPL-2.0-only
#
# Fault models. What they share with the product is built once more, with
# address and undefined-behaviour sanitizers.

INJECT_B := $(B)/faultinject
INJECT_CONFIG := $(INJECT_B)/config
INJECT_CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARN) $(REPRO) -MMD -MP -Ihypervisor $(ABI_INCLUDES) \
	-fsanitize=address,undefined -fno-sanitize-recover=all

INJECT_OPINION := $(wildcard faultinject/opinion/*.c)
INJECT_CONFIG_SRC := $(wildcard faultinject/config/*.c) $(INJECT_OPINION) $(wildcard hypervisor/config/*.c)
INJECT_OBJ = $(patsubst %.c,$(INJECT_B)/obj/%.o,$(1))

$(INJECT_B)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(HOSTCC) $(INJECT_CFLAGS) -c -o $@ $<

$(INJECT_CONFIG): $(call INJECT_OBJ,$(INJECT_CONFIG_SRC))
	$(HOSTCC) -fsanitize=address,undefined -o $@ $^

# ---- tests: mutators, second opinion, counting; with the sanitizers as well ----

INJECT_TEST := $(INJECT_B)/tests/units
INJECT_TEST_SRC := $(wildcard faultinject/tests/*.c) $(filter-out %/main.c,$(INJECT_CONFIG_SRC))

$(call INJECT_OBJ,$(wildcard faultinject/tests/*.c)): INJECT_CFLAGS += -DBUILD_FOLDER='"$(B)"'

$(INJECT_TEST): $(call INJECT_OBJ,$(INJECT_TEST_SRC)) | $$(CELL_FILES) $(HV)/jailhouse-amd.bin $(HV)/jailhouse.bin
	@mkdir -p $(@D)
	$(HOSTCC) -fsanitize=address,undefined -o $@ $(filter %.o,$^) -lcriterion

UNIT_TESTS += $(INJECT_TEST)

-include $(patsubst %.o,%.d,$(call INJECT_OBJ,$(INJECT_CONFIG_SRC) $(wildcard faultinject/tests/*.c)))

ALL += $(INJECT_CONFIG)

# --- campaigns ---

.PHONY: inject test-inject
# both checkers, 120,000 mutations with a fixed seed; then every model that needs machines, from its beginning,
# with a seed of its own, so that nobody's campaign is in the way
INJECT_SEED := 6
INJECT_TRIALS ?= 80
inject: all
	@$(INJECT_CONFIG) --build $(B) --seed 1
	@set -e; for m in inmate hardware management; do rm -rf $(B)/inject/$$m-$(INJECT_SEED); \
		$(B)/harness/yard inject --model $$m --seed $(INJECT_SEED) --count $(INJECT_TRIALS); done

# as many as some seconds allow
test-inject: $(INJECT_CONFIG) $$(CELL_FILES) $(HV)/jailhouse-amd.bin $(HV)/jailhouse.bin
	@$(INJECT_CONFIG) --build $(B) --seed 1 --count 10000

# --- fuzz targets: libFuzzer's interface, also where there is no libFuzzer ---

FUZZ_B := $(INJECT_B)/fuzz
FUZZ_TARGETS := decode config
FUZZ_decode := faultinject/fuzz/decode.c hypervisor/arch/x86/decode.c
FUZZ_config := faultinject/fuzz/config.c $(wildcard hypervisor/config/*.c)
FUZZ_PROGRAMS := $(addprefix $(FUZZ_B)/,$(FUZZ_TARGETS))
# a few seconds
FUZZ_COUNT_decode := 1500000
FUZZ_COUNT_config := 150000
FUZZ_SECONDS ?= 20

$(call INJECT_OBJ,faultinject/fuzz/decode.c hypervisor/arch/x86/decode.c): INJECT_CFLAGS += \
	-Ihypervisor/tests/devices/mock -Ihypervisor/arch/x86/include

$(FUZZ_PROGRAMS): $(FUZZ_B)/%: $$(call INJECT_OBJ,faultinject/fuzz/driver.c $$(FUZZ_$$*))
	@mkdir -p $(@D)
	$(HOSTCC) -fsanitize=address,undefined -o $@ $^

# inputs of `config` are made of the machines' files: size of the first one, both
$(FUZZ_B)/corpus/config: $$(CELL_FILES) faultinject/build.mk
	@mkdir -p $@
	@set -e; for m in q35-svm virt-arm64-gicv2 virt-arm64-gicv3; do for c in tick-1 fault-demo hostile link-1; do \
		s=$(B)/machines/$$m/$$m.cell; n=$$(stat -c %s $$s); \
		printf "\\$$(printf %o $$((n % 256)))\\$$(printf %o $$((n / 256)))" > $@/$$m-$$c; \
		cat $$s $(B)/machines/$$m/$$c.cell >> $@/$$m-$$c; done; done
	@touch $@

$(FUZZ_B)/corpus/decode: faultinject/fuzz/corpus/decode
	@rm -rf $@ && mkdir -p $(@D) && cp -r $< $@

# the same inputs each time
$(FUZZ_B)/run: faultinject/build.mk $(FUZZ_PROGRAMS) $(FUZZ_TARGETS:%=$(FUZZ_B)/corpus/%)
	@{ echo '#!/bin/sh -e'; $(foreach t,$(FUZZ_TARGETS),echo '$(FUZZ_B)/$t -s 1 -n $(FUZZ_COUNT_$t) $(FUZZ_B)/corpus/$t/*';) } > $@
	@chmod +x $@

UNIT_TESTS += $(FUZZ_B)/run
-include $(patsubst %.o,%.d,$(call INJECT_OBJ,$(wildcard faultinject/fuzz/*.c) hypervisor/arch/x86/decode.c))

.PHONY: fuzz
# by libFuzzer, which comes with clang; what it keeps goes to kept/ of the build folder
fuzz: $(FUZZ_TARGETS:%=$(FUZZ_B)/corpus/%)
	@set -e; $(foreach t,$(FUZZ_TARGETS),clang $(filter-out -fsanitize% -fno-sanitize% -MMD -MP,$(INJECT_CFLAGS)) \
		-Ihypervisor/tests/devices/mock -Ihypervisor/arch/x86/include \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $(FUZZ_B)/$t-libfuzzer $(FUZZ_$t); \
		mkdir -p $(FUZZ_B)/kept/$t; \
		$(FUZZ_B)/$t-libfuzzer -max_total_time=$(FUZZ_SECONDS) $(FUZZ_B)/kept/$t $(FUZZ_B)/corpus/$t;)
