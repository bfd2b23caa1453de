# SPDX-License-Identifier: GPL-2.0-only
#
# The inmate library, the demos and the test inmates.

INMATES_LIB := $(B)/inmates
include images/inmates/inmate.mk

# The kinds of inmates: objects of each go to a folder of their own.
INMATES_OBJ := $(B)/inmates/obj
INMATES_OBJ32 := $(B)/inmates/obj32
INMATES_OBJ_ARM64 := $(B)/inmates/arm64/obj
INMATES_OBJ_ARM := $(B)/inmates/arm64/obj32

INMATES_OWN_FLAGS := $(REPRO) -MMD -MP -DINMATE_CHECK_FORMATS

# $(1): folder of the objects, $(2): compiler, $(3): its flags
define inmate_objects
$(1)/%.o: images/inmates/%.c
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	@$(2) $(3) $$(INMATES_OWN_FLAGS) -c -o $$@ $$<

$(1)/%.o: images/inmates/%.S
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	@$(2) $(3) $$(INMATES_OWN_FLAGS) -D__ASSEMBLY__ -c -o $$@ $$<
endef
$(eval $(call inmate_objects,$(INMATES_OBJ),$$(CC),$(INMATE_CFLAGS)))
$(eval $(call inmate_objects,$(INMATES_OBJ32),$$(CC),$(INMATE32_CFLAGS)))
$(eval $(call inmate_objects,$(INMATES_OBJ_ARM64),$(INMATE_ARM64_CC),$(INMATE_ARM64_CFLAGS)))
$(eval $(call inmate_objects,$(INMATES_OBJ_ARM),$(INMATE_ARM_CC),$(INMATE_ARM_CFLAGS)))

# common to all, to 64- and 32-bit x86, and to AArch64 and AArch32
INMATES_LIB_COMMON := alloc.o cmdline.o cmdline-buffer.o console.o format.o liveness.o printk.o \
	setup.o string.o test.o uart-8250.o
INMATES_LIB_X86 := $(addprefix x86/,exceptions.o heartbeat.o interrupts.o irq.o setup.o start.o uart.o)
INMATES_LIB_64 := ivshmem.o net.o pci.o veth.o x86/ioapic.o x86/mem.o x86/pci.o x86/smp.o x86/timing.o
INMATES_LIB_ARM := ivshmem.o net.o pci.o veth.o $(addprefix arm-common/,exceptions.o gic.o gic-v2.o gic-v3.o heartbeat.o mmu.o pci.o \
	psci.o timing.o uart.o uart-pl011.o)

INMATES_LIB_OBJS := $(addprefix $(INMATES_OBJ)/lib/,\
	$(INMATES_LIB_COMMON) $(INMATES_LIB_X86) $(INMATES_LIB_64))
INMATES_LIB32_OBJS := $(addprefix $(INMATES_OBJ32)/lib/,$(INMATES_LIB_COMMON) $(INMATES_LIB_X86))
INMATES_LIB_ARM64_OBJS := $(addprefix $(INMATES_OBJ_ARM64)/lib/,\
	$(INMATES_LIB_COMMON) $(INMATES_LIB_ARM) arm64/cache.o arm64/start.o)
INMATES_LIB_ARM_OBJS := $(addprefix $(INMATES_OBJ_ARM)/lib/,\
	$(INMATES_LIB_COMMON) $(INMATES_LIB_ARM) arm/cache.o arm/start.o)

$(INMATES_LIB)/lib.a: $(INMATES_LIB_OBJS)
$(INMATES_LIB)/lib32.a: $(INMATES_LIB32_OBJS)
$(INMATES_LIB)/arm64/lib.a: $(INMATES_LIB_ARM64_OBJS)
$(INMATES_LIB)/arm64/lib32.a: $(INMATES_LIB_ARM_OBJS)

INMATES_LIBS := $(addprefix $(INMATES_LIB)/,lib.a lib32.a arm64/lib.a arm64/lib32.a)
$(INMATES_LIBS):
	@mkdir -p $(@D)
	@rm -f $@
	@echo "  AR      $@"
	@$(AR) rcsD $@ $^

# names, and the objects that each one is made of
INMATES_64 := tiny-demo apic-demo smp-demo ioapic-demo pci-demo e1000-demo cache-timings fault \
	mmio-access sse-demo cpu-state answers ivshmem-demo veth-demo bench ivshmem-storm ivshmem-attack \
	veth-attack hostile victim rng-user
INMATES_32 := 32-bit-demo mmio-access-32 sse-demo-32
INMATES_ARM64 := gic-demo uart-demo tiny-demo smp-demo fault answers ivshmem-demo irqstorm irqnest timer-again pauth \
	psci-cycle sgi-storm gic-attack cpu-state veth-demo bench ivshmem-storm ivshmem-attack \
	veth-attack hostile victim
INMATES_ARM := gic-demo-32 uart-demo-32 aarch32

inmate-tiny-demo := demos/x86/tiny-demo.o
inmate-apic-demo := demos/x86/apic-demo.o
inmate-smp-demo := demos/x86/smp-demo.o
inmate-ioapic-demo := demos/x86/ioapic-demo.o
inmate-pci-demo := demos/x86/pci-demo.o
inmate-e1000-demo := demos/x86/e1000-demo.o
inmate-cache-timings := demos/x86/cache-timings.o
inmate-fault := $(addprefix demos/fault/,main.o hypercalls.o pci.o) \
	$(addprefix demos/x86/fault/,table.o memory.o cpu.o devices.o mmio-all.o mmio-forms.o mmio-run.o)
inmate-mmio-access := tests/x86/mmio-access.o
inmate-sse-demo := tests/x86/sse-demo.o
inmate-rng-user := tests/x86/rng-user.o
inmate-cpu-state := tests/x86/cpu-state.o
inmate-answers := tests/common/answers.o
inmate-ivshmem-demo := demos/ivshmem-demo.o
inmate-veth-demo := demos/veth-demo.o
inmate-bench := $(addprefix tests/bench/,bench.o veth.o x86.o)
inmate-ivshmem-storm := tests/common/ivshmem-storm.o
inmate-ivshmem-attack := tests/common/ivshmem-attack.o
inmate-veth-attack := tests/common/veth-attack.o
inmate-victim := tests/common/victim.o
inmate-hostile := $(addprefix tests/hostile/,main.o x86/trap.o x86/cpu.o x86/apic.o x86/devices.o \
	x86/encoding.o selfmodify.o)
inmate-32-bit-demo := demos/x86/32-bit-demo.o
inmate-mmio-access-32 := tests/x86/mmio-access.o
inmate-sse-demo-32 := tests/x86/sse-demo.o

inmate-arm64-gic-demo := demos/arm/gic-demo.o
inmate-arm64-uart-demo := demos/arm/uart-demo.o
inmate-arm64-tiny-demo := demos/arm/tiny-demo.o
inmate-arm64-smp-demo := demos/arm/smp-demo.o
inmate-arm64-fault := $(addprefix demos/fault/,main.o hypercalls.o pci.o) \
	$(addprefix demos/arm/fault/,table.o memory.o cpu.o smccc.o gic.o mmio-all.o)
inmate-arm64-answers := tests/common/answers.o
inmate-arm64-ivshmem-demo := demos/ivshmem-demo.o
inmate-arm64-veth-demo := demos/veth-demo.o
inmate-arm64-ivshmem-storm := tests/common/ivshmem-storm.o
inmate-arm64-ivshmem-attack := tests/common/ivshmem-attack.o
inmate-arm64-veth-attack := tests/common/veth-attack.o
inmate-arm64-victim := tests/common/victim.o
inmate-arm64-hostile := $(addprefix tests/hostile/,main.o selfmodify.o arm/trap.o arm/surfaces.o)
inmate-arm64-irqnest := tests/arm/irqnest.o
inmate-arm64-timer-again := tests/arm/timer-again.o
inmate-arm64-pauth := tests/arm/pauth.o
inmate-arm64-irqstorm := tests/arm/irqstorm.o
inmate-arm64-psci-cycle := tests/arm/psci-cycle.o
inmate-arm64-sgi-storm := tests/arm/sgi-storm.o
inmate-arm64-gic-attack := tests/arm/gic-attack.o
inmate-arm64-bench := $(addprefix tests/bench/,bench.o veth.o arm.o)
inmate-arm64-cpu-state := tests/arm/cpu-state.o
inmate-arm64-gic-demo-32 := demos/arm/gic-demo.o
inmate-arm64-uart-demo-32 := demos/arm/uart-demo.o
inmate-arm64-aarch32 := tests/arm/aarch32.o

$(foreach i,$(INMATES_64),$(eval $(call INMATE_template,$(B)/inmates/$(i),\
	$(addprefix $(INMATES_OBJ)/,$(inmate-$(i))))))
$(foreach i,$(INMATES_32),$(eval $(call INMATE32_template,$(B)/inmates/$(i),\
	$(addprefix $(INMATES_OBJ32)/,$(inmate-$(i))))))
$(foreach i,$(INMATES_ARM64),$(eval $(call INMATE_ARM64_template,$(B)/inmates/arm64/$(i),\
	$(addprefix $(INMATES_OBJ_ARM64)/,$(inmate-arm64-$(i))))))
$(foreach i,$(INMATES_ARM),$(eval $(call INMATE_ARM_template,$(B)/inmates/arm64/$(i),\
	$(addprefix $(INMATES_OBJ_ARM)/,$(inmate-arm64-$(i))))))

INMATES_ALL := $(INMATES_64) $(INMATES_32)
INMATES_ALL_ARM64 := $(INMATES_ARM64) $(INMATES_ARM)
INMATES_DEPS := $(INMATES_LIB_OBJS) $(INMATES_LIB32_OBJS) \
	$(INMATES_LIB_ARM64_OBJS) $(INMATES_LIB_ARM_OBJS) \
	$(foreach i,$(INMATES_64),$(addprefix $(INMATES_OBJ)/,$(inmate-$(i)))) \
	$(foreach i,$(INMATES_32),$(addprefix $(INMATES_OBJ32)/,$(inmate-$(i)))) \
	$(foreach i,$(INMATES_ARM64),$(addprefix $(INMATES_OBJ_ARM64)/,$(inmate-arm64-$(i)))) \
	$(foreach i,$(INMATES_ARM),$(addprefix $(INMATES_OBJ_ARM)/,$(inmate-arm64-$(i))))
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
	arm_arithmetic_test.o mmio_forms_test.o net_test.o veth_test.o fault/mmio-forms.o \
	lib/format.o lib/cmdline.o lib/net.o lib/string.o lib/veth.o)

$(INMATES_UNIT)/inmates-test: $(INMATES_UNIT_OBJS)
	@echo "  HOSTCC  $@"
	@$(HOSTCC) -fsanitize=address,undefined -o $@ $^ -lcriterion

-include $(INMATES_UNIT_OBJS:.o=.d)
UNIT_TESTS += $(INMATES_UNIT)/inmates-test

ALL += $(INMATES_LIBS) $(INMATES_ALL:%=$(B)/inmates/%.bin) \
	$(INMATES_ALL_ARM64:%=$(B)/inmates/arm64/%.bin)
ROOTFS_amd64 += $(foreach i,$(INMATES_ALL),/inmates/$(i).bin=$(B)/inmates/$(i).bin)
ROOTFS_arm64 += $(foreach i,$(INMATES_ALL_ARM64),/inmates/$(i).bin=$(B)/inmates/arm64/$(i).bin)
