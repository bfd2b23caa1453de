# SPDX-License-Identifier: GPL-2.0-only
#
# How an inmate is compiled and linked. Used by our own build and, from outside,
# by anybody's Makefile:
#
#   CELLYARD := /path/to/cellyard     (a tree where "make all" was run)
#   include $(CELLYARD)/images/inmates/inmate.mk
#   $(eval $(call INMATE_template,hello,hello.o))
#   $(eval $(call INMATE32_template,hello32,hello32.o))
#
# The first makes hello.elf and hello.bin out of hello.o; compile with
# $(INMATE_CFLAGS) or $(INMATE32_CFLAGS). See WRITING.md.

CELLYARD ?= .
OBJCOPY ?= objcopy
INMATES_SRC := $(if $(filter .,$(CELLYARD)),,$(CELLYARD)/)images/inmates
INMATES_LIB ?= $(CELLYARD)/build/inmates
INMATE_LDS := $(INMATES_SRC)/lib/x86/inmate.lds

INMATE_INCLUDES := -I$(INMATES_SRC)/lib/include -I$(INMATES_SRC)/lib/x86/include \
	-I$(CELLYARD)/hypervisor/include -I$(CELLYARD)/hypervisor/include/arch/x86

# General registers only: the library sets up the FPU but saves none of it in
# interrupts. An inmate that wants SSE adds -msse2 to the files that use it.
INMATE_COMMON_CFLAGS := -std=gnu11 -g -O2 -ffreestanding -fno-pic -fno-pie \
	-fno-stack-protector -fno-strict-aliasing -fno-asynchronous-unwind-tables \
	-fcf-protection=none -fno-tree-loop-distribute-patterns -fno-common \
	--param=min-pagesize=0 -mgeneral-regs-only -Wall -Wextra -Werror $(INMATE_INCLUDES)
INMATE_CFLAGS := -m64 -mno-red-zone $(INMATE_COMMON_CFLAGS)
INMATE32_CFLAGS := -m32 $(INMATE_COMMON_CFLAGS)

INMATE_LDFLAGS := -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,max-page-size=4096 \
	-Wl,-z,noexecstack -Wl,--no-warn-rwx-segments

# $(1) name with folder, $(2) object files
define INMATE_template
$(1).elf: $(2) $(INMATE_LDS) $(INMATES_LIB)/lib.a
	@echo "  LD      $$@"
	@$$(CC) -m64 $(INMATE_LDFLAGS) -T $(INMATE_LDS) -o $$@ $(2) $(INMATES_LIB)/lib.a
$(1).bin: $(1).elf
	@$$(OBJCOPY) -O binary $$< $$@
endef

define INMATE32_template
$(1).elf: $(2) $(INMATE_LDS) $(INMATES_LIB)/lib32.a
	@echo "  LD      $$@"
	@$$(CC) -m32 $(INMATE_LDFLAGS) -T $(INMATE_LDS) -o $$@ $(2) $(INMATES_LIB)/lib32.a
$(1).bin: $(1).elf
	@$$(OBJCOPY) -O binary $$< $$@
endef
