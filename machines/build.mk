# SPDX-License-Identifier: GPL-2.0-only
#
# machines/MACHINE/[FOLDER/]NAME.c is a configuration: the initialised data of
# its object file is the binary that `jailhouse` reads, NAME.cell. A folder
# without machine.conf is a family: what it holds belongs to every machine whose
# name begins with the family's and a dash.

MACHINES := $(patsubst machines/%/machine.conf,%,$(wildcard machines/*/machine.conf))
MACHINE_FAMILIES := $(filter-out $(MACHINES),$(patsubst machines/%/,%,$(wildcard machines/*/)))

# $(1): machine
machine_folders = $(1) $(foreach f,$(MACHINE_FAMILIES),$(if $(filter $(f)-%,$(1)),$(f)))
machine_cells = $(foreach f,$(call machine_folders,$(1)),$(patsubst machines/$(f)/%.c,\
	$(B)/machines/$(1)/%.cell,$(wildcard machines/$(f)/*.c machines/$(f)/*/*.c)))
# what the scenario of refused configurations expects
machine_tables = $(foreach f,$(call machine_folders,$(1)),$(patsubst machines/$(f)/%,\
	$(B)/machines/$(1)/%,$(wildcard machines/$(f)/refused*/expected.tsv)))
machine_files = $(call machine_cells,$(1)) $(call machine_tables,$(1))

CELL_FILES := $(foreach m,$(MACHINES),$(call machine_files,$(m)))

# Freestanding: a configuration needs the ABI headers and nothing else.
CELL_CFLAGS = -std=gnu11 -O1 $(WARN) -ffreestanding -fno-pic -fno-asynchronous-unwind-tables \
	$(REPRO) $(ABI_INCLUDES)

# $(1): machine, $(2): folder that its sources are in
# A source may move to the family of its machine: only the rule names it, no list of dependencies.
define machine_rules
.PRECIOUS: $(B)/machines/$(1)/%.o
$(B)/machines/$(1)/%.o: machines/$(2)/%.c machines/build.mk
	@mkdir -p $$(@D)
	$$(HOSTCC) $$(CELL_CFLAGS) -DMACHINE_NAME='"$(1)"' -MMD -MP -MF $$(@:.o=.deps) -c -o $$@ $$<
	@sed -i "s| $$<||" $$(@:.o=.deps)

$(B)/machines/$(1)/%.tsv: machines/$(2)/%.tsv
	@mkdir -p $$(@D)
	@sed 's/@MACHINE@/$(1)/g' $$< >$$@
endef
$(foreach m,$(MACHINES),$(foreach f,$(call machine_folders,$(m)),\
	$(eval $(call machine_rules,$(m),$(f)))))

$(B)/machines/%.cell: $(B)/machines/%.o
	$(HOST_OBJCOPY) -O binary --only-section=.data --only-section=.rodata $< $@

-include $(patsubst %.cell,%.deps,$(filter %.cell,$(CELL_FILES)))

# machines/MACHINE/MACHINE.dts: what its Linux is told instead of what QEMU would say
DEVICE_TREES := $(foreach m,$(MACHINES),$(patsubst machines/%.dts,$(B)/machines/%.dtb,\
	$(wildcard machines/$(m)/$(m).dts)))

$(B)/machines/%.dtb: machines/%.dts machines/build.mk
	@mkdir -p $(@D)
	@echo "  DTC     $@"
	@$(HOSTCC) -E -P -x assembler-with-cpp -nostdinc -undef $< >$(@:.dtb=.dts)
	@dtc -q -I dts -O dtb -o $@ $(@:.dtb=.dts)

# in the guests, for all machines of their architecture
machines_of = $(patsubst machines/%/machine.conf,%,\
	$(shell grep -lx 'arch: $(1)' machines/*/machine.conf))
cells_of = $(foreach m,$(call machines_of,$(1)),$(foreach f,$(call machine_files,$(m)),\
	/cells/$(f:$(B)/machines/%=%)=$(f)))

ALL += $(CELL_FILES) $(DEVICE_TREES)
ROOTFS_amd64 += $(call cells_of,x86)
ROOTFS_arm64 += $(call cells_of,arm64)
