# SPDX-License-Identifier: GPL-2.0-only
#
# machines/MACHINE/[FOLDER/]NAME.c is a configuration: the initialised data of
# its object file is the binary that `jailhouse` reads, NAME.cell.

CELL_SOURCES := $(wildcard machines/*/*.c machines/*/*/*.c)
CELL_FILES := $(CELL_SOURCES:%.c=$(B)/%.cell)

# Freestanding: a configuration needs the ABI headers and nothing else.
CELL_CFLAGS = -std=gnu11 -O1 $(WARN) -ffreestanding -fno-pic -fno-asynchronous-unwind-tables \
	$(REPRO) $(ABI_INCLUDES)

$(B)/machines/%.o: machines/%.c
	@mkdir -p $(@D)
	$(HOSTCC) $(CELL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/machines/%.cell: $(B)/machines/%.o
	$(OBJCOPY) -O binary --only-section=.data --only-section=.rodata $< $@

-include $(CELL_FILES:.cell=.d)
.PRECIOUS: $(B)/machines/%.o

# Folders of the machines of an architecture.
machines_of = $(patsubst %/machine.conf,%,$(shell grep -lx 'arch: $(1)' machines/*/machine.conf))
# /cells/... in the guest, $(1): architecture of the machines
machine_files = $(foreach m,$(call machines_of,$(1)),\
	$(foreach f,$(filter $(B)/$(m)/%,$(CELL_FILES)),/cells/$(f:$(B)/machines/%=%)=$(f)) \
	$(foreach f,$(wildcard $(m)/refused/expected.tsv),/cells/$(f:machines/%=%)=$(f)))

ALL += $(CELL_FILES)
ROOTFS_amd64 += $(call machine_files,x86)
ROOTFS_arm64 += $(call machine_files,arm64)
