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

# What the scenario of refused configurations expects, next to them.
REFUSAL_TABLES := $(wildcard machines/*/refused/expected.tsv)

ALL += $(CELL_FILES)
ROOTFS_amd64 += $(foreach f,$(CELL_FILES),/cells/$(f:$(B)/machines/%=%)=$(f)) \
	$(foreach f,$(REFUSAL_TABLES),/cells/$(f:machines/%=%)=$(f))
