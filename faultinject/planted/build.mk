# SPDX-License-Identifier: GPL-2.0-only
#
# Hypervisors that are broken on purpose, one for each file of this folder, for scenarios/planted-*:
# the objects of the real one, linked once more with functions replaced. The banner of each says so.

PLANTED_B := $(HV)/planted
PLANTED := hole granted speechless hang root-hang stop reset table page
PLANTED_amd := $(PLANTED) io-bitmap msr-bitmap
PLANTED_arm64 := $(PLANTED) traps gic
PLANTED_WRAP_hole := memory_map
PLANTED_WRAP_granted := mmio_dispatch
PLANTED_WRAP_speechless := format_string
PLANTED_WRAP_hang := panic_begin
PLANTED_WRAP_root-hang := panic_park hypercall
PLANTED_WRAP_stop := panic_park
PLANTED_WRAP_reset := panic_park
PLANTED_WRAP_table := panic_park
PLANTED_WRAP_page := panic_park
PLANTED_WRAP_io-bitmap := vcpu_allow_ports
PLANTED_WRAP_msr-bitmap := msr_bitmap
PLANTED_WRAP_traps := arch_cell_create
PLANTED_WRAP_gic := gic_distributor_access

# $(1): amd or arm64, $(2): fault, $(3): compiler and linker prefix, $(4): flags of the architecture,
# $(5): the real one's objects, $(6): its linker script
define planted_rules
$(PLANTED_B)/$(1)/$(2).o: faultinject/planted/$(2).c hypervisor/build.mk faultinject/planted/build.mk
	@mkdir -p $$(@D)
	@$(3)gcc $(HV_CFLAGS) $(4) -MMD -MP -c -o $$@ $$<

$(PLANTED_B)/$(1)/$(2)-setup.o: hypervisor/core/setup.c hypervisor/build.mk faultinject/planted/build.mk
	@mkdir -p $$(@D)
	@$(3)gcc $(HV_CFLAGS) -UVERSION -DVERSION='"$(VERSION), BROKEN ON PURPOSE ($(2)),"' $(4) -MMD -MP -c -o $$@ $$<

$(PLANTED_B)/$(1)/$(2).elf: $(PLANTED_B)/$(1)/$(2).o $(PLANTED_B)/$(1)/$(2)-setup.o $(5) $(6)
	@echo "  LD      $$@"
	@$(3)ld -nostdlib --gc-sections -z noexecstack --no-warn-rwx-segments --build-id=none -T $(6) \
		$(addprefix --wrap=,$(PLANTED_WRAP_$(2))) -o $$@ \
		$$(patsubst %/core/setup.c.o,$(PLANTED_B)/$(1)/$(2)-setup.o,$(5)) $$<

$(PLANTED_B)/$(1)/$(2).bin: $(PLANTED_B)/$(1)/$(2).elf
	@$(3)objcopy -O binary $$< $$@
endef

$(foreach f,$(PLANTED_amd),$(eval $(call planted_rules,amd,$(f),$(CROSS_amd64),$(HV_X86_CFLAGS) -DHYPERVISOR_AMD,$(HV_AMD_OBJECTS),$(HV)/hypervisor.lds)))
$(foreach f,$(PLANTED_arm64),$(eval $(call planted_rules,arm64,$(f),$(CROSS_arm64),$(HV_ARM64_CFLAGS),$(HV_ARM64_OBJECTS),$(HV)/hypervisor-arm64.lds)))

PLANTED_BINS := $(foreach a,amd arm64,$(foreach f,$(PLANTED_$(a)),$(PLANTED_B)/$(a)/$(f).bin))
ALL += $(PLANTED_BINS)
# with the build folder in B
faultinject/tests/planted: | $(PLANTED_BINS)
UNIT_TESTS += faultinject/tests/planted
# beside the real one, never in its place: see scenarios/lib/planted.tcl
ROOTFS_amd64 += $(foreach f,$(PLANTED_amd),/planted/$(f).bin=$(PLANTED_B)/amd/$(f).bin)
ROOTFS_arm64 += $(foreach f,$(PLANTED_arm64),/planted/$(f).bin=$(PLANTED_B)/arm64/$(f).bin)

-include $(foreach a,amd arm64,$(foreach f,$(PLANTED_$(a)),$(PLANTED_B)/$(a)/$(f).d $(PLANTED_B)/$(a)/$(f)-setup.d))
