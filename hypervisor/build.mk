# SPDX-License-Identifier: GPL-2.0-only
# The hypervisor binaries, and the unit tests of what is portable in them.

include hypervisor/config/build.mk

HV := $(B)/hypervisor

# a frame that is large would be the first to overflow the stack, whose guard page cannot report it
# without tables for exceptions what debuggers unwind stacks by is in .debug_frame, and not in the .eh_frame that is discarded
HV_CFLAGS := -std=gnu11 -Os -g $(WARN) -Wstack-usage=1024 $(REPRO) -ffreestanding -nostdinc \
	-isystem $(shell $(CC) -print-file-name=include) \
	-fno-pic -fno-pie -fno-stack-protector -fno-unwind-tables -fno-asynchronous-unwind-tables \
	-fno-strict-aliasing -fno-common -fno-tree-loop-distribute-patterns -ffunction-sections -fdata-sections \
	-Ihypervisor -DVERSION='"$(VERSION)"'

HV_CORE := $(addprefix hypervisor/core/,address_space.c console.c control.c cpu_set.c format.c hypercall.c lent.c memory.c \
	memory_report.c message.c mmio.c paging.c panic.c reason.c setup.c string.c) $(CONFIG_SOURCES)

HV_PCI := $(addprefix hypervisor/core/,pci.c pci_config.c pci_msi.c pci_check.c pci_report.c \
	ivshmem.c ivshmem_config.c)

# units, in the order in which they come up
HV_X86_DEVICES := $(addprefix hypervisor/arch/x86/,ioapic.c test_device.c) $(HV_PCI) \
	$(addprefix hypervisor/arch/x86/,pci_ports.c irq_message.c decode.c)

# Units come up in the order of the link.
HV_X86 := $(addprefix hypervisor/arch/x86/,entry.S apic.c apic_guest.c cell.c \
	control_registers.c dump.c exception.c guest.c instructions.c mmio_exit.c memory.c msr.c \
	msr_table.c paging_x86.c requests.c scrub.c setup.c topology.c) hypervisor/uart/uart_8250.c \
	$(HV_X86_DEVICES)

HV_AMD := $(HV_CORE) $(HV_X86) $(addprefix hypervisor/arch/x86/,svm.c svm_exit.c svm_run.S)

HV_X86_CFLAGS := -m64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only -fcf-protection=none \
	$(ABI_INCLUDES) -Ihypervisor/arch/x86/include

HV_AMD_OBJECTS := $(patsubst hypervisor/%,$(HV)/amd/%.o,$(HV_AMD))

# what runs on each exit is made fast, everything else small
HV_AMD_HOT := $(addprefix $(HV)/amd/,$(addsuffix .o,$(addprefix arch/x86/,svm_exit.c msr.c \
	instructions.c apic.c apic_guest.c mmio_exit.c guest.c decode.c pci_ports.c \
	irq_message.c) core/hypercall.c core/mmio.c core/ivshmem.c))
$(HV_AMD_HOT): HV_X86_CFLAGS += -O2

$(HV)/amd/%.o: hypervisor/% hypervisor/build.mk
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CC) $(HV_CFLAGS) $(HV_X86_CFLAGS) -DHYPERVISOR_AMD -MMD -MP -c -o $@ $<

$(HV)/hypervisor.lds: hypervisor/core/hypervisor.lds.S hypervisor/arch/x86/include/asm/layout.h
	@mkdir -p $(@D)
	$(CC) -E -P -x assembler-with-cpp -DELF_FORMAT='"elf64-x86-64"' -Ihypervisor/arch/x86/include -D__ASSEMBLY__ -o $@ $<

$(HV)/jailhouse-amd.elf: $(HV_AMD_OBJECTS) $(HV)/hypervisor.lds
	$(LD) -nostdlib --gc-sections -z noexecstack --build-id=none -T $(HV)/hypervisor.lds \
		-o $@ $(HV_AMD_OBJECTS)

$(HV)/%.bin: $(HV)/%.elf
	$(OBJCOPY) -O binary $< $@

ALL += $(HV)/jailhouse-amd.bin
ROOTFS_amd64 += /lib/firmware/jailhouse-amd.bin=$(HV)/jailhouse-amd.bin

-include $(HV_AMD_OBJECTS:.o=.d)

# --- arm64 ---

HV_ARM64 := $(HV_CORE) $(addprefix hypervisor/arch/arm64/,entry.S vectors.S state.S aarch32.c cell.c dump.c \
	exception.c guest.c memory.c mmio_exit.c paging_arm64.c psci.c requests.c setup.c sysreg.c traps.c \
	undefined.c vcpu.c) $(addprefix hypervisor/arch/arm-common/,affinity.c gic.c gic_list.c gic_registers.c \
	gic_v2.c gic_v3.c irq_queue.c pci_arm.c) hypervisor/uart/uart_pl011.c \
	$(HV_PCI)

# registers that exits need not save: see vectors.S
HV_ARM64_KEPT := -ffixed-x18 $(patsubst %,-fcall-saved-x%,9 10 11 12 13 14 15) -fomit-frame-pointer

HV_ARM64_CFLAGS := -mgeneral-regs-only $(HV_ARM64_KEPT) -mno-outline-atomics \
	-mbranch-protection=none \
	-march=armv8-a $(ABI_INCLUDES_ARM) \
	-Ihypervisor/arch/arm64/include -Ihypervisor/arch/arm-common/include

# what runs on each exit is made fast, everything else small
HV_ARM64_HOT := $(addprefix $(HV)/arm64/,arch/arm64/traps.c.o arch/arm64/mmio_exit.c.o \
	arch/arm64/psci.c.o arch/arm64/sysreg.c.o arch/arm-common/affinity.c.o \
	arch/arm-common/gic_list.c.o arch/arm-common/gic_v2.c.o arch/arm-common/gic_v3.c.o \
	core/hypercall.c.o core/mmio.c.o)
$(HV_ARM64_HOT): HV_ARM64_CFLAGS += -O2

HV_ARM64_OBJECTS := $(patsubst hypervisor/%,$(HV)/arm64/%.o,$(HV_ARM64))

$(HV)/arm64/%.o: hypervisor/% hypervisor/build.mk
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CROSS_arm64)gcc $(HV_CFLAGS) $(HV_ARM64_CFLAGS) -MMD -MP -c -o $@ $<

$(HV)/hypervisor-arm64.lds: hypervisor/core/hypervisor.lds.S \
		hypervisor/arch/arm64/include/asm/layout.h
	@mkdir -p $(@D)
	$(CROSS_arm64)gcc -E -P -x assembler-with-cpp -DELF_FORMAT='"elf64-littleaarch64"' -Ihypervisor/arch/arm64/include -o $@ $<

$(HV)/jailhouse.elf: $(HV_ARM64_OBJECTS) $(HV)/hypervisor-arm64.lds
	$(CROSS_arm64)ld -nostdlib --gc-sections -z noexecstack --no-warn-rwx-segments --build-id=none \
		-T $(HV)/hypervisor-arm64.lds -o $@ $(HV_ARM64_OBJECTS)

$(HV)/jailhouse.bin: $(HV)/jailhouse.elf
	$(CROSS_arm64)objcopy -O binary $< $@

ALL += $(HV)/jailhouse.bin
ROOTFS_arm64 += /lib/firmware/jailhouse.bin=$(HV)/jailhouse.bin

-include $(HV_ARM64_OBJECTS:.o=.d)

-include hypervisor/tests/build.mk
-include hypervisor/tests/devices.mk
-include hypervisor/tests/core.mk
-include hypervisor/tests/arm.mk
-include hypervisor/tests/mutation/build.mk

# --- how large it is ---

# $(1): compiler prefix, $(2): sources, $(3): ELF file, $(4): what it is
define measure
@printf '%-8s %s code lines (.c and .S, without blanks and comments), %s bytes of text and read-only data\n' \
	$(4) "$$(for f in $(2); do $(CC) -fpreprocessed -dD -E -P -x c "$$f" 2>/dev/null; done | grep -c .)" \
	"$$($(1)size -A $(3) | awk '$$1 == ".text" || $$1 == ".rodata" { sum += $$2 } END { print sum }')"
endef

.PHONY: measure
measure: $(HV)/jailhouse-amd.elf $(HV)/jailhouse.elf
	$(call measure,,$(HV_AMD),$(HV)/jailhouse-amd.elf,AMD)
	$(call measure,$(CROSS_arm64),$(HV_ARM64),$(HV)/jailhouse.elf,ARM64)
