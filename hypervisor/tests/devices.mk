# SPDX-License-Identifier: GPL-2.0-only
#
# Unit tests of the instruction decoder, PCI and IOAPIC moderation, on the host
# with mocked hardware, under the address and undefined-behaviour sanitizers.

DEVICES_TEST := $(B)/hypervisor/tests/devices_test
DEVICES_TEST_SOURCES := $(wildcard hypervisor/tests/devices/*.c) \
	$(addprefix hypervisor/core/,lent.c mmio.c pci.c pci_config.c pci_check.c pci_msi.c pci_report.c \
	ivshmem.c ivshmem_config.c) \
	$(addprefix hypervisor/arch/x86/,decode.c ioapic.c irq_message.c pci_ports.c)
DEVICES_TEST_OBJECTS := $(DEVICES_TEST_SOURCES:%.c=$(B)/devices-tests/%.o)
DEVICES_TEST_CFLAGS := -std=gnu11 -O1 -g $(WARN) $(REPRO) -DHYPERVISOR_AMD \
	-Ihypervisor/tests/devices/mock -Ihypervisor -Ihypervisor/arch/x86/include \
	$(ABI_INCLUDES) -fsanitize=address,undefined -fno-sanitize-recover=all

$(B)/devices-tests/%.o: %.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(DEVICES_TEST_CFLAGS) -MMD -MP -c -o $@ $<

$(DEVICES_TEST): $(DEVICES_TEST_OBJECTS)
	@mkdir -p $(@D)
	$(HOSTCC) -fsanitize=address,undefined -o $@ $(DEVICES_TEST_OBJECTS) -lcriterion

-include $(DEVICES_TEST_OBJECTS:.o=.d)

UNIT_TESTS += $(DEVICES_TEST)
