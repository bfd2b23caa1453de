# SPDX-License-Identifier: GPL-2.0-only
#
# Do the tests of the checker notice when one of its rules is taken out or
# altered? JOBS of them at a time, every STEP-th change.

MUTATION := $(B)/mutation
MUTATION_SOURCES := $(filter-out %/fuzz_test.c %/abi_layout.c,$(CONFIG_TEST_SOURCES)) \
	hypervisor/tests/mutation/main.c
MUTATION_OBJECTS := $(MUTATION_SOURCES:%.c=$(MUTATION)/%.o)
MUTATION_CFLAGS := -std=gnu11 -O0 -w -Ihypervisor/tests/mutation -Ihypervisor/tests -Ihypervisor \
	$(ABI_INCLUDES) -DBUILD_DIR='"$(B)"'
MUTATION_MIN := 90
JOBS ?= 2
STEP ?= 1

$(MUTATION)/%.o: %.c
	@mkdir -p $(@D)
	@$(HOSTCC) $(MUTATION_CFLAGS) -MMD -MP -c -o $@ $<

-include $(MUTATION_OBJECTS:.o=.d)

# A few seconds, for every test run. The share of so few may be lower by chance.
.PHONY: test-mutation-sample
test-mutation-sample:
	@$(MAKE) --no-print-directory test-mutation STEP=20 MUTATION_MIN=80

.PHONY: test-mutation
test-mutation: $(MUTATION_OBJECTS) | $$(CELL_FILES)
	@CC='$(HOSTCC)' CFLAGS='$(MUTATION_CFLAGS)' hypervisor/tests/mutation/run $(MUTATION) \
		$(JOBS) $(STEP) $(MUTATION_MIN) $(CONFIG_SOURCES) $(SUSPICION_SOURCES)
