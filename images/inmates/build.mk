# SPDX-License-Identifier: GPL-2.0-only
#
# The inmate library, the demos and the test inmates.

INMATES_LIB := $(B)/inmates
include images/inmates/inmate.mk

INMATES_OBJ := $(B)/inmates/obj
INMATES_OBJ32 := $(B)/inmates/obj32

# common to 64- and 32-bit
INMATES_LIB_COMMON := alloc.o cmdline.o cmdline-buffer.o console.o format.o liveness.o printk.o \
	setup.o string.o test.o uart-8250.o \
	x86/exceptions.o x86/interrupts.o x86/irq.o x86/setup.o x86/start.o x86/uart.o
INMATES_LIB_64 := pci.o x86/ioapic.o x86/mem.o x86/pci.o x86/smp.o x86/timing.o

INMATES_OWN_FLAGS := $(REPRO) -MMD -MP -DINMATE_CHECK_FORMATS

$(INMATES_OBJ)/%.o: images/inmates/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CC) $(INMATE_CFLAGS) $(INMATES_OWN_FLAGS) -c -o $@ $<

$(INMATES_OBJ)/%.o: images/inmates/%.S
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CC) $(INMATE_CFLAGS) $(INMATES_OWN_FLAGS) -D__ASSEMBLY__ -c -o $@ $<

$(INMATES_OBJ32)/%.o: images/inmates/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CC) $(INMATE32_CFLAGS) $(INMATES_OWN_FLAGS) -c -o $@ $<

$(INMATES_OBJ32)/%.o: images/inmates/%.S
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CC) $(INMATE32_CFLAGS) $(INMATES_OWN_FLAGS) -D__ASSEMBLY__ -c -o $@ $<

INMATES_LIB_OBJS := $(addprefix $(INMATES_OBJ)/lib/,$(INMATES_LIB_COMMON) $(INMATES_LIB_64))
INMATES_LIB32_OBJS := $(addprefix $(INMATES_OBJ32)/lib/,$(INMATES_LIB_COMMON))

$(INMATES_LIB)/lib.a: $(INMATES_LIB_OBJS)
	@rm -f $@
	@echo "  AR      $@"
	@$(AR) rcsD $@ $^

$(INMATES_LIB)/lib32.a: $(INMATES_LIB32_OBJS)
	@rm -f $@
	@echo "  AR      $@"
	@$(AR) rcsD $@ $^

# names, and the objects that each one is made of
INMATES_64 := tiny-demo apic-demo smp-demo ioapic-demo pci-demo e1000-demo cache-timings fault mmio-access sse-demo \
	cpu-state answers
INMATES_32 := 32-bit-demo mmio-access-32 sse-demo-32

inmate-tiny-demo := demos/x86/tiny-demo.o
inmate-apic-demo := demos/x86/apic-demo.o
inmate-smp-demo := demos/x86/smp-demo.o
inmate-ioapic-demo := demos/x86/ioapic-demo.o
inmate-pci-demo := demos/x86/pci-demo.o
inmate-e1000-demo := demos/x86/e1000-demo.o
inmate-cache-timings := demos/x86/cache-timings.o
inmate-fault := $(addprefix demos/x86/fault/,main.o memory.o cpu.o devices.o mmio-all.o mmio-forms.o \
	mmio-run.o)
inmate-mmio-access := tests/x86/mmio-access.o
inmate-sse-demo := tests/x86/sse-demo.o
inmate-cpu-state := tests/x86/cpu-state.o
inmate-answers := tests/x86/answers.o
inmate-32-bit-demo := demos/x86/32-bit-demo.o
inmate-mmio-access-32 := tests/x86/mmio-access.o
inmate-sse-demo-32 := tests/x86/sse-demo.o

$(foreach i,$(INMATES_64),$(eval $(call INMATE_template,$(B)/inmates/$(i),\
	$(addprefix $(INMATES_OBJ)/,$(inmate-$(i))))))
$(foreach i,$(INMATES_32),$(eval $(call INMATE32_template,$(B)/inmates/$(i),\
	$(addprefix $(INMATES_OBJ32)/,$(inmate-$(i))))))

INMATES_ALL := $(INMATES_64) $(INMATES_32)
INMATES_DEPS := $(INMATES_LIB_OBJS) $(INMATES_LIB32_OBJS) \
	$(foreach i,$(INMATES_64),$(addprefix $(INMATES_OBJ)/,$(inmate-$(i)))) \
	$(foreach i,$(INMATES_32),$(addprefix $(INMATES_OBJ32)/,$(inmate-$(i))))
-include $(INMATES_DEPS:.o=.d)

# ---- host tests of what does not touch hardware ----

INMATES_UNIT := $(B)/inmates/unit
INMATES_UNIT_FLAGS := -std=gnu11 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	$(WARN) $(REPRO) -MMD -MP -Iimages/inmates/lib/include -Iimages/inmates/lib/x86/include \
	$(ABI_INCLUDES)
# the objects under test stand beside the C library
INMATES_RENAME := -fno-builtin $(foreach f,memset memcpy memcmp strlen strcmp strncmp strncasecmp,\
	-D$(f)=inmate_$(f))

$(INMATES_UNIT)/lib/%.o: images/inmates/lib/%.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(INMATES_UNIT_FLAGS) $(INMATES_RENAME) -c -o $@ $<

$(INMATES_UNIT)/fault/%.o: images/inmates/demos/x86/fault/%.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(INMATES_UNIT_FLAGS) -c -o $@ $<

$(INMATES_UNIT)/%.o: images/inmates/tests/unit/%.c
	@mkdir -p $(@D)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) $(INMATES_UNIT_FLAGS) -c -o $@ $<

INMATES_UNIT_OBJS := $(addprefix $(INMATES_UNIT)/,format_test.o cmdline_test.o string_test.o \
	mmio_forms_test.o fault/mmio-forms.o lib/format.o lib/cmdline.o lib/string.o)

$(INMATES_UNIT)/inmates-test: $(INMATES_UNIT_OBJS)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) -fsanitize=address,undefined -o $@ $^ -lcriterion

-include $(INMATES_UNIT_OBJS:.o=.d)
UNIT_TESTS += $(INMATES_UNIT)/inmates-test

ALL += $(INMATES_LIB)/lib.a $(INMATES_LIB)/lib32.a $(INMATES_ALL:%=$(B)/inmates/%.bin)
ROOTFS_amd64 += $(foreach i,$(INMATES_ALL),/inmates/$(i).bin=$(B)/inmates/$(i).bin)
