# SPDX-License-Identifier: GPL-2.0-only
#
# Unit tests of what the ARM part decides without hardware: order and waiting of
# interrupts, which bits of the distributor a cell may touch; traps of
# AArch32 cells.

ARM_TEST := $(B)/hypervisor/tests/arm_test
ARM_TESTED := hypervisor/core/cpu_set.c $(addprefix hypervisor/arch/arm-common/,affinity.c gic.c \
	gic_list.c gic_registers.c irq_queue.c) \
	$(addprefix hypervisor/arch/arm64/,aarch32.c guest.c undefined.c)
ARM_TEST_SOURCES := $(wildcard hypervisor/tests/arm/*.c) $(ARM_TESTED)
ARM_TEST_OBJECTS := $(ARM_TEST_SOURCES:%.c=$(B)/arm-tests/%.o)
ARM_TEST_CFLAGS := -std=gnu11 -g $(WARN) $(REPRO) -Ihypervisor/tests/arm/mock -Ihypervisor \
	-Ihypervisor/arch/arm64/include -Ihypervisor/arch/arm-common/include $(ABI_INCLUDES_ARM)

$(B)/arm-tests/%.o: %.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(ARM_TEST_CFLAGS) $(CORE_TEST_SANITIZE) -MMD -MP -c -o $@ $<

$(ARM_TEST): $(ARM_TEST_OBJECTS)
	@mkdir -p $(@D)
	$(HOSTCC) $(CORE_TEST_SANITIZE) -o $@ $(ARM_TEST_OBJECTS) -lcriterion

-include $(ARM_TEST_OBJECTS:.o=.d)

UNIT_TESTS += $(ARM_TEST)
