# SPDX-License-Identifier: GPL-2.0-only
#
# Unit tests of what is portable in the hypervisor, on the host, under the
# address and undefined-behaviour sanitizers.

CONFIG_TEST := $(B)/hypervisor/tests/config_test
CONFIG_TEST_SOURCES := $(wildcard hypervisor/tests/*.c) $(CONFIG_SOURCES) $(SENTENCE_SOURCES) \
	$(SUSPICION_SOURCES)
CONFIG_TEST_OBJECTS := $(CONFIG_TEST_SOURCES:%.c=$(B)/tests/%.o)
CONFIG_TEST_CFLAGS := -std=gnu11 -O1 -g $(WARN) -Ihypervisor $(ABI_INCLUDES) \
	-DBUILD_DIR='"$(B)"'
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

$(B)/tests/%.o: %.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(CONFIG_TEST_CFLAGS) $(SANITIZE) -MMD -MP -c -o $@ $<

# The built configurations of the machines are among what is tested.
$(CONFIG_TEST): $(CONFIG_TEST_OBJECTS) | $$(CELL_FILES)
	@mkdir -p $(@D)
	$(HOSTCC) $(SANITIZE) -o $@ $(CONFIG_TEST_OBJECTS) -lcriterion

-include $(CONFIG_TEST_OBJECTS:.o=.d)

UNIT_TESTS += $(CONFIG_TEST)

# --- line coverage of hypervisor/config by these tests ---

COVERAGE := $(B)/coverage
COVERAGE_MIN := 95
COVERAGE_OBJECTS := $(CONFIG_TEST_SOURCES:%.c=$(COVERAGE)/%.o)
COVERED := $(CONFIG_SOURCES) $(SENTENCE_SOURCES) $(SUSPICION_SOURCES)

$(COVERAGE)/%.o: %.c
	@mkdir -p $(@D)
	@$(HOSTCC) $(CONFIG_TEST_CFLAGS) -O0 --coverage -c -o $@ $<

$(COVERAGE)/config_test: $(COVERAGE_OBJECTS) | $$(CELL_FILES)
	@$(HOSTCC) --coverage -o $@ $(COVERAGE_OBJECTS) -lcriterion

.PHONY: coverage
coverage: $(COVERAGE)/config_test
	@find $(COVERAGE) -name '*.gcda' -delete
	@$(COVERAGE)/config_test --quiet
	@for f in $(COVERED); do gcov -n -o $(COVERAGE)/$${f%.c}.o $$f; done 2>/dev/null | \
		awk -v min=$(COVERAGE_MIN) -f hypervisor/tests/coverage.awk
