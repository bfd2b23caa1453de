# SPDX-License-Identifier: GPL-2.0-only
# The hypervisor binaries, and the unit tests of what is portable in them.

include hypervisor/config/build.mk

HV := $(B)/hypervisor

HV_CFLAGS := -std=gnu11 -Os -g $(WARN) $(REPRO) -ffreestanding -nostdinc \
	-isystem $(shell $(CC) -print-file-name=include) \
	-fno-pic -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-strict-aliasing -fno-common -fcf-protection=none \
	-ffunction-sections -fdata-sections \
	-Ihypervisor $(ABI_INCLUDES) -DVERSION='"$(VERSION)"'

HV_CORE := $(addprefix hypervisor/core/,console.c control.c cpu_set.c format.c hypercall.c memory.c \
	message.c mmio.c paging.c panic.c reason.c setup.c string.c) $(CONFIG_SOURCES)

# units, in the order in which they come up
HV_X86_DEVICES := $(addprefix hypervisor/,arch/x86/ioapic.c arch/x86/test_device.c core/pci.c core/pci_config.c \
	core/pci_msi.c core/pci_check.c core/pci_report.c arch/x86/pci_ports.c arch/x86/irq_message.c arch/x86/decode.c)

# Units come up in the order of the link.
HV_X86 := $(addprefix hypervisor/arch/x86/,entry.S apic.c apic_guest.c cell.c \
	control_registers.c dump.c exception.c guest.c instructions.c mmio_exit.c memory.c msr.c \
	msr_table.c paging_x86.c requests.c scrub.c setup.c topology.c) hypervisor/uart/uart_8250.c \
	$(HV_X86_DEVICES)

HV_AMD := $(HV_CORE) $(HV_X86) $(addprefix hypervisor/arch/x86/,svm.c svm_exit.c svm_run.S)

HV_X86_CFLAGS := -m64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	-Ihypervisor/arch/x86/include

HV_AMD_OBJECTS := $(patsubst hypervisor/%,$(HV)/amd/%.o,$(HV_AMD))

$(HV)/amd/%.o: hypervisor/%
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CC) $(HV_CFLAGS) $(HV_X86_CFLAGS) -DHYPERVISOR_AMD -MMD -MP -c -o $@ $<

$(HV)/hypervisor.lds: hypervisor/arch/x86/hypervisor.lds.S hypervisor/arch/x86/include/asm/layout.h
	@mkdir -p $(@D)
	$(CC) -E -P -x assembler-with-cpp -Ihypervisor/arch/x86/include -D__ASSEMBLY__ -o $@ $<

$(HV)/jailhouse-amd.elf: $(HV_AMD_OBJECTS) $(HV)/hypervisor.lds
	$(LD) -nostdlib --gc-sections -z noexecstack --build-id=none -T $(HV)/hypervisor.lds \
		-o $@ $(HV_AMD_OBJECTS)

$(HV)/%.bin: $(HV)/%.elf
	$(OBJCOPY) -O binary $< $@

ALL += $(HV)/jailhouse-amd.bin
ROOTFS_amd64 += /lib/firmware/jailhouse-amd.bin=$(HV)/jailhouse-amd.bin

-include $(HV_AMD_OBJECTS:.o=.d)

-include hypervisor/tests/build.mk
-include hypervisor/tests/devices.mk
-include hypervisor/tests/core.mk
