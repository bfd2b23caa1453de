# SPDX-License-Identifier: GPL-2.0-only
#
# How an inmate is compiled and linked. Used by our own build and, from outside,
# by anybody's Makefile:
#
#   CELLYARD := /path/to/cellyard     (a tree where "make all" was run)
#   include $(CELLYARD)/images/inmates/inmate.mk
#   $(eval $(call INMATE_template,hello,hello.o))
#
# makes hello.elf and hello.bin out of hello.o; compile it with $(INMATE_CFLAGS).
# See WRITING.md. For each kind of inmate there are a compiler, flags, and a
# template:
#
#   x86, 64-bit     $(CC)              $(INMATE_CFLAGS)        INMATE_template
#   x86, 32-bit     $(CC)              $(INMATE32_CFLAGS)      INMATE32_template
#   ARM, AArch64    $(INMATE_ARM64_CC) $(INMATE_ARM64_CFLAGS)  INMATE_ARM64_template
#   ARM, AArch32    $(INMATE_ARM_CC)   $(INMATE_ARM_CFLAGS)    INMATE_ARM_template

CELLYARD ?= .
OBJCOPY ?= objcopy
CROSS_arm64 ?= $(if $(filter aarch64,$(shell uname -m)),,aarch64-linux-gnu-)
CROSS_arm ?= arm-linux-gnueabihf-
INMATES_SRC := $(if $(filter .,$(CELLYARD)),,$(CELLYARD)/)images/inmates
INMATES_LIB ?= $(CELLYARD)/build/inmates

# Guest-physical address that ARM inmates are loaded at.
INMATE_BASE ?= 0

# $(1): folders of the library, $(2): folder of the architecture's ABI header
inmate_includes = $(foreach d,. $(1),-I$(INMATES_SRC)/lib/$(d)/include) \
	-I$(CELLYARD)/hypervisor/include -I$(CELLYARD)/hypervisor/include/arch/$(2)

# General registers only: the library saves nothing else in interrupts. An
# inmate that wants more adds -msse2 or the like to the files that use it.
INMATE_COMMON_CFLAGS := -std=gnu11 -g -O2 -ffreestanding -fno-pic -fno-pie \
	-fno-stack-protector -fno-strict-aliasing -fno-asynchronous-unwind-tables \
	-fno-tree-loop-distribute-patterns -fno-common \
	--param=min-pagesize=0 -mgeneral-regs-only -Wall -Wextra -Werror

INMATE_X86_CFLAGS := -fcf-protection=none $(INMATE_COMMON_CFLAGS) $(call inmate_includes,x86,x86)
INMATE_CFLAGS := -m64 -mno-red-zone $(INMATE_X86_CFLAGS)
INMATE32_CFLAGS := -m32 $(INMATE_X86_CFLAGS)

INMATE_ARM64_CC := $(CROSS_arm64)gcc
INMATE_ARM64_CFLAGS := -march=armv8-a -mno-outline-atomics $(INMATE_COMMON_CFLAGS) \
	$(call inmate_includes,arm64 arm-common,arm-common)
INMATE_ARM_CC := $(CROSS_arm)gcc
INMATE_ARM_CFLAGS := -march=armv7ve -marm -mfloat-abi=soft $(INMATE_COMMON_CFLAGS) \
	$(call inmate_includes,arm arm-common,arm-common)

INMATE_LDFLAGS := -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,max-page-size=4096 \
	-Wl,-z,noexecstack -Wl,--no-warn-rwx-segments
INMATE_ARM_LDFLAGS := $(INMATE_LDFLAGS) -Wl,--defsym=INMATE_BASE=$(INMATE_BASE)

# $(1) name with folder, $(2) object files, $(3) compiler and its flags, $(4) linker script,
# $(5) library, $(6) objcopy
define inmate_link
$(1).elf: $(2) $(4) $(5)
	@echo "  LD      $$@"
	@$(3) -T $(4) -o $$@ $(2) $(5)
$(1).bin: $(1).elf
	@$(6) -O binary $$< $$@
endef

# $(1) name with folder, $(2) object files
INMATE_template = $(call inmate_link,$(1),$(2),$$(CC) -m64 $(INMATE_LDFLAGS),\
	$(INMATES_SRC)/lib/x86/inmate.lds,$(INMATES_LIB)/lib.a,$$(OBJCOPY))
INMATE32_template = $(call inmate_link,$(1),$(2),$$(CC) -m32 $(INMATE_LDFLAGS),\
	$(INMATES_SRC)/lib/x86/inmate.lds,$(INMATES_LIB)/lib32.a,$$(OBJCOPY))
INMATE_ARM64_template = $(call inmate_link,$(1),$(2),$(INMATE_ARM64_CC) $(INMATE_ARM_LDFLAGS),\
	$(INMATES_SRC)/lib/arm64/inmate.lds,$(INMATES_LIB)/arm64/lib.a,$(CROSS_arm64)objcopy)
INMATE_ARM_template = $(call inmate_link,$(1),$(2),$(INMATE_ARM_CC) $(INMATE_ARM_LDFLAGS),\
	$(INMATES_SRC)/lib/arm/inmate.lds,$(INMATES_LIB)/arm64/lib32.a,$(CROSS_arm)objcopy)
