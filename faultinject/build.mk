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
# both checkers, 120,000 mutations with a fixed seed
inject: all
	@$(INJECT_CONFIG) --build $(B) --seed 1

# as many as some seconds allow
test-inject: $(INJECT_CONFIG) $$(CELL_FILES) $(HV)/jailhouse-amd.bin $(HV)/jailhouse.bin
	@$(INJECT_CONFIG) --build $(B) --seed 1 --count 10000
