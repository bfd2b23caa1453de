# SPDX-License-Identifier: GPL-2.0-only
#
# Unit tests of the hypervisor's core on the host: the real sources with a
# machine that the tests play, under the address and undefined-behaviour
# sanitizers.

CORE_TEST := $(B)/hypervisor/tests/core_test
CORE_TESTED := $(addprefix hypervisor/core/,console.c control.c cpu_set.c format.c hypercall.c lent.c \
	memory.c memory_report.c message.c mmio.c paging.c panic.c reason.c setup.c) \
	$(addprefix hypervisor/arch/x86/,cell.c paging_x86.c)
CORE_TEST_SOURCES := $(wildcard hypervisor/tests/core/*.c) hypervisor/tests/world.c $(CORE_TESTED) \
	$(CONFIG_SOURCES) $(SENTENCE_SOURCES) $(SUSPICION_SOURCES)
CORE_TEST_CFLAGS := -std=gnu11 -g $(WARN) $(REPRO) -DHYPERVISOR_AMD -DVERSION='"test"' \
	-Ihypervisor/tests/core/mock -Ihypervisor -Ihypervisor/tests -Ihypervisor/arch/x86/include \
	$(ABI_INCLUDES)
CORE_TEST_SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all

# variants of the build: under the sanitizers, and for coverage
CORE_TEST_OBJECTS := $(CORE_TEST_SOURCES:%.c=$(B)/core-tests/%.o)
CORE_COVERAGE_OBJECTS := $(CORE_TEST_SOURCES:%.c=$(B)/core-coverage/%.o)

# pages that the pool hands out pass through the tests' hands
$(B)/core-tests/hypervisor/core/paging.o $(B)/core-coverage/hypervisor/core/paging.o: \
	CORE_TEST_CFLAGS += -Dmemset=pool_hand_out
# cells may be allowed unaligned accesses of registers
$(B)/core-tests/hypervisor/core/memory.o $(B)/core-tests/hypervisor/core/lent.o: CORE_TEST_SANITIZE += -fno-sanitize=alignment

$(B)/core-tests/%.o: %.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(CORE_TEST_CFLAGS) $(CORE_TEST_SANITIZE) -MMD -MP -c -o $@ $<

$(CORE_TEST): $(CORE_TEST_OBJECTS)
	@mkdir -p $(@D)
	$(HOSTCC) $(CORE_TEST_SANITIZE) -o $@ $(CORE_TEST_OBJECTS) -lcriterion -lpthread

-include $(CORE_TEST_OBJECTS:.o=.d)

UNIT_TESTS += $(CORE_TEST)

# --- line coverage of hypervisor/core by these tests ---

$(B)/core-coverage/%.o: %.c
	@mkdir -p $(@D)
	@$(HOSTCC) $(CORE_TEST_CFLAGS) -O0 --coverage -MMD -MP -c -o $@ $<

-include $(CORE_COVERAGE_OBJECTS:.o=.d)

$(B)/core-coverage/core_test: $(CORE_COVERAGE_OBJECTS)
	@$(HOSTCC) --coverage -o $@ $(CORE_COVERAGE_OBJECTS) -lcriterion -lpthread

.PHONY: coverage-core
coverage-core: $(B)/core-coverage/core_test
	@find $(B)/core-coverage -name '*.gcda' -delete
	@$(B)/core-coverage/core_test --quiet
	@for f in $(CORE_TESTED); do \
		gcov -n -o $(B)/core-coverage/$${f%.c}.o $$f 2>/dev/null | grep -A1 "^File '$$f'"; done

# --- what x86 decides by tables: MSRs, local APIC, walks over guest page tables ---

X86_TEST := $(B)/hypervisor/tests/x86_test
# msr_table.c is included by its test, which looks into the table
X86_TESTED := hypervisor/core/cpu_set.c \
	$(addprefix hypervisor/arch/x86/,apic_guest.c guest.c msr.c)
X86_TEST_SOURCES := $(wildcard hypervisor/tests/core/x86/*.c) $(X86_TESTED)
X86_TEST_OBJECTS := $(X86_TEST_SOURCES:%.c=$(B)/x86-tests/%.o)
X86_TEST_CFLAGS := -std=gnu11 -g $(WARN) $(REPRO) -DHYPERVISOR_AMD \
	-Ihypervisor/tests/core/x86/mock -Ihypervisor -Ihypervisor/arch/x86/include $(ABI_INCLUDES)

$(B)/x86-tests/%.o: %.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(X86_TEST_CFLAGS) $(CORE_TEST_SANITIZE) -MMD -MP -c -o $@ $<

$(X86_TEST): $(X86_TEST_OBJECTS)
	@mkdir -p $(@D)
	$(HOSTCC) $(CORE_TEST_SANITIZE) -o $@ $(X86_TEST_OBJECTS) -lcriterion

-include $(X86_TEST_OBJECTS:.o=.d)

UNIT_TESTS += $(X86_TEST)
