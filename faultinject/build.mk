# SPDX-License-Identifier: GPL-2.0-only
#
# Fault models. What they share with the product is built once more, with
# address and undefined-behaviour sanitizers.

INJECT_B := $(B)/faultinject
INJECT_CONFIG := $(INJECT_B)/config
INJECT_CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARN) $(REPRO) -MMD -MP -Ihypervisor $(ABI_INCLUDES) \
	-fsanitize=address,undefined -fno-sanitize-recover=all

INJECT_OPINION := $(wildcard faultinject/opinion/*.c)
INJECT_CONFIG_SRC := $(wildcard faultinject/config/*.c) $(INJECT_OPINION) $(wildcard hypervisor/config/*.c)
INJECT_OBJ = $(patsubst %.c,$(INJECT_B)/obj/%.o,$(1))

$(INJECT_B)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(HOSTCC) $(INJECT_INCLUDES) $(INJECT_CFLAGS) -c -o $@ $<

$(INJECT_CONFIG): $(call INJECT_OBJ,$(INJECT_CONFIG_SRC))
	$(HOSTCC) -fsanitize=address,undefined -o $@ $^

# ---- tests: mutators, second opinion, counting; with the sanitizers as well ----

INJECT_TEST := $(INJECT_B)/tests/units
INJECT_TEST_SRC := $(wildcard faultinject/tests/*.c) $(filter-out %/main.c,$(INJECT_CONFIG_SRC))

$(call INJECT_OBJ,$(wildcard faultinject/tests/*.c)): INJECT_CFLAGS += -DBUILD_FOLDER='"$(B)"'

$(INJECT_TEST): $(call INJECT_OBJ,$(INJECT_TEST_SRC)) | $$(CELL_FILES) $(HV)/jailhouse-amd.bin $(HV)/jailhouse.bin
	@mkdir -p $(@D)
	$(HOSTCC) -fsanitize=address,undefined -o $@ $(filter %.o,$^) -lcriterion

UNIT_TESTS += $(INJECT_TEST)

-include $(patsubst %.o,%.d,$(call INJECT_OBJ,$(INJECT_CONFIG_SRC) $(wildcard faultinject/tests/*.c)))

ALL += $(INJECT_CONFIG)

include faultinject/planted/build.mk

# --- campaigns ---

.PHONY: inject test-inject
# both checkers, 120,000 mutations with a fixed seed; then every model that needs machines, from its beginning,
# with a seed of its own, so that nobody's campaign is in the way
INJECT_SEED := 6
INJECT_TRIALS ?= 80
# So many of another model when INJECT_TRIALS is 80. After each panic a machine is restored, and after most trials of
# model hypervisor.
INJECT_SCALED = $(shell expr \( $(INJECT_TRIALS) \* $(1) + 79 \) / 80)
INJECT_MODELS = inmate:$(INJECT_TRIALS) hardware:$(call INJECT_SCALED,56) hypervisor:$(call INJECT_SCALED,12) \
	devices:$(call INJECT_SCALED,16) management:$(INJECT_TRIALS) start:$(call INJECT_SCALED,48) \
	panic:$(call INJECT_SCALED,6) config:$(call INJECT_SCALED,64)
inject: all
	@faultinject/campaigns $(B)/harness/yard $(B) $(INJECT_SEED) $(INJECT_MODELS)

# as many as some seconds allow; on machines, scenarios with the tag `campaign` play the short form
test-inject: $(INJECT_CONFIG) $$(CELL_FILES) $(HV)/jailhouse-amd.bin $(HV)/jailhouse.bin
	@$(INJECT_CONFIG) --build $(B) --seed 1 --count 10000

# --- fuzz targets: libFuzzer's interface, also where there is no libFuzzer ---

FUZZ_B := $(INJECT_B)/fuzz
FUZZ_TARGETS := decode config abort pci ioctl
FUZZ_decode := faultinject/fuzz/decode.c hypervisor/arch/x86/decode.c
FUZZ_config := faultinject/fuzz/config.c $(wildcard hypervisor/config/*.c)
FUZZ_abort := faultinject/fuzz/abort.c hypervisor/arch/arm64/mmio_exit.c
FUZZ_pci := faultinject/fuzz/pci.c hypervisor/tests/devices/core.c hypervisor/tests/devices/hardware.c \
	$(addprefix hypervisor/core/,lent.c mmio.c pci.c pci_config.c pci_check.c pci_msi.c pci_report.c \
	ivshmem.c ivshmem_config.c) $(addprefix hypervisor/arch/x86/,irq_message.c pci_ports.c)
FUZZ_ioctl := faultinject/fuzz/ioctl.c $(addprefix driver/module/,config.c load.c reason.c) hypervisor/config/sentence.c
FUZZ_PROGRAMS := $(addprefix $(FUZZ_B)/,$(FUZZ_TARGETS))
FUZZ_SECONDS ?= 20

# what stands for the rest of the world
FUZZ_CFLAGS_decode := -Ihypervisor/tests/devices/mock -Ihypervisor -Ihypervisor/arch/x86/include
FUZZ_CFLAGS_abort := -Ihypervisor/tests/arm/mock -Ihypervisor -Ihypervisor/arch/arm64/include \
	-Ihypervisor/arch/arm-common/include $(ABI_INCLUDES_ARM)
FUZZ_CFLAGS_pci := -Ifaultinject/fuzz/mock -DHYPERVISOR_AMD $(FUZZ_CFLAGS_decode)
FUZZ_KERNEL := $(FUZZ_B)/kernel
FUZZ_CFLAGS_ioctl := -I$(FUZZ_KERNEL) -Ifaultinject/fuzz/mock -Ihypervisor/config

$(foreach t,decode abort pci ioctl,$(eval \
	$(call INJECT_OBJ,$(filter-out hypervisor/config/%,$(FUZZ_$(t)))): INJECT_INCLUDES := $(FUZZ_CFLAGS_$(t))))

# the driver includes these; all are one
FUZZ_KERNEL_HEADERS := $(addprefix $(FUZZ_KERNEL)/linux/,cpumask.h device.h gfp.h io.h ioport.h math64.h mm.h \
	mutex.h printk.h rwsem.h sched/signal.h sizes.h string.h types.h uaccess.h compiler.h)
$(FUZZ_KERNEL_HEADERS): faultinject/build.mk
	@mkdir -p $(@D)
	@echo '#include <kernel.h>' > $@
$(call INJECT_OBJ,$(FUZZ_ioctl)): | $(FUZZ_KERNEL_HEADERS)

$(FUZZ_PROGRAMS): $(FUZZ_B)/%: $$(call INJECT_OBJ,faultinject/fuzz/driver.c $$(FUZZ_$$*))
	@mkdir -p $(@D)
	$(HOSTCC) -fsanitize=address,undefined -o $@ $^

# inputs of `config` are made of the machines' files: size of the first one, both
$(FUZZ_B)/corpus/config: $$(CELL_FILES) faultinject/build.mk
	@mkdir -p $@
	@set -e; for m in q35-svm virt-arm64-gicv2 virt-arm64-gicv3; do for c in tick-1 fault-demo hostile link-1; do \
		s=$(B)/machines/$$m/$$m.cell; n=$$(stat -c %s $$s); \
		printf "\\$$(printf %o $$((n % 256)))\\$$(printf %o $$((n / 256)))" > $@/$$m-$$c; \
		cat $$s $(B)/machines/$$m/$$c.cell >> $@/$$m-$$c; done; done
	@touch $@

$(filter-out %/config %/ioctl,$(FUZZ_TARGETS:%=$(FUZZ_B)/corpus/%)): $(FUZZ_B)/corpus/%: faultinject/fuzz/corpus/%
	@rm -rf $@ && mkdir -p $(@D) && cp -r $< $@

# those of `ioctl`, too: request, size, file; and images to load, which are in the repository
$(FUZZ_B)/corpus/ioctl: $$(CELL_FILES) faultinject/build.mk $(wildcard faultinject/fuzz/corpus/ioctl/*)
	@rm -rf $@ && mkdir -p $(@D) && cp -r faultinject/fuzz/corpus/ioctl $@
	@set -e; for c in q35-svm tick-1 hostile link-1; do f=$(B)/machines/q35-svm/$$c.cell; n=$$(stat -c %s $$f); \
		k=1; test $$c = q35-svm && k=0; \
		{ printf "\\$$k\\$$(printf %o $$((n % 256)))\\$$(printf %o $$((n / 256)))"; cat $$f; } > $@/$$c; done
	@touch $@

# all at the same time, for so many seconds
$(FUZZ_B)/run: faultinject/build.mk $(FUZZ_PROGRAMS) $(FUZZ_TARGETS:%=$(FUZZ_B)/corpus/%)
	@{ echo '#!/bin/sh'; echo 's=$${1:-2}; r=0; pids='; \
	$(foreach t,$(FUZZ_TARGETS),echo '$(FUZZ_B)/$t -s 1 -t $$s $(FUZZ_B)/corpus/$t/* & pids="$$pids $$!"';) \
	echo 'for p in $$pids; do wait $$p || r=1; done; exit $$r'; } > $@
	@chmod +x $@

# a short form
UNIT_TESTS += $(FUZZ_B)/run

# Where clang and libFuzzer are installed they do it, which sees where the inputs lead to; else our own driver.
.PHONY: test-fuzz
test-fuzz: $(FUZZ_B)/run
	@if faultinject/fuzz/have-libfuzzer; then $(MAKE) --no-print-directory fuzz; else \
		echo "fuzz targets: by their own driver (no clang with libFuzzer is installed)"; $(FUZZ_B)/run $(FUZZ_SECONDS); fi

-include $(patsubst %.o,%.d,$(call INJECT_OBJ,faultinject/fuzz/driver.c $(foreach t,$(FUZZ_TARGETS),$(FUZZ_$(t)))))

# by libFuzzer, which comes with clang; each program as new as the one with our own driver
$(FUZZ_B)/%-libfuzzer: $(FUZZ_B)/% | $(FUZZ_KERNEL_HEADERS)
	@echo "  CLANG   $@"
	@clang $(FUZZ_CFLAGS_$*) $(filter-out -fsanitize% -fno-sanitize% -MMD -MP,$(INJECT_CFLAGS)) \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ $(FUZZ_$*)

.PHONY: fuzz
# all at the same time; what they keep for the next time goes to kept/ of the build folder
fuzz: $(FUZZ_TARGETS:%=$(FUZZ_B)/%-libfuzzer) $(FUZZ_TARGETS:%=$(FUZZ_B)/corpus/%)
	@echo "fuzz targets: by libFuzzer"
	@faultinject/fuzz/libfuzzer $(FUZZ_B) $(FUZZ_SECONDS) $(FUZZ_TARGETS)
