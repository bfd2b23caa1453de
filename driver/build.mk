# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel module for every guest kernel, the jailhouse tool, and what is installed.

DRIVER := $(B)/driver

# --- module: kbuild works in a copy, the source tree stays clean ---

MODULE_FILES := $(wildcard driver/module/*.[ch] driver/module/Kbuild driver/module/arch/*/*)
# public headers and what the driver shares with the hypervisor
MODULE_HEADERS := $(wildcard hypervisor/include/jailhouse/*.h hypervisor/include/arch/*/asm/*.h)
MODULE_SHARED := $(addprefix hypervisor/config/,sentence.c sentence.h sentence_names.h)

MODULES := $(foreach k,$(KERNELS),$(DRIVER)/$(k)/jailhouse.ko)
ALL += $(MODULES)

# arguments of kbuild for each architecture of guests
KBUILD_amd64 = ARCH=x86 CROSS_COMPILE=$(CROSS_amd64)
KBUILD_arm64 = ARCH=arm64 CROSS_COMPILE=$(CROSS_arm64)

# the same bytes on every path: no name of a directory gets into the module
module_cflags = $(foreach d,$(abspath $(DRIVER)/$*/src) $(abspath $(B)/kernels/$*),\
	-ffile-prefix-map=$(d)=.)

$(MODULES): $(DRIVER)/%/jailhouse.ko: $(MODULE_FILES) $(MODULE_HEADERS) $(MODULE_SHARED) \
		driver/build.mk $(B)/kernels/%/provenance
	@rm -rf $(DRIVER)/$*/src && mkdir -p $(DRIVER)/$*/src/include
	@cp -r driver/module/. $(DRIVER)/$*/src/
	@cp -r hypervisor/include/. $(DRIVER)/$*/src/include/
	@cp $(MODULE_SHARED) $(DRIVER)/$*/src/
	$(MAKE) --no-print-directory -C $(B)/kernels/$*/headers M=$(abspath $(DRIVER)/$*/src) \
		$(KBUILD_$(call arch_of,$*)) KCFLAGS="-Werror $(strip $(module_cflags))" LDFLAGS_MODULE=--build-id=none \
		modules
	@$(STRIP_$(call arch_of,$*)) --strip-debug -o $@ $(DRIVER)/$*/src/jailhouse.ko

$(foreach k,$(KERNELS),$(eval ROOTFS_$(k) += \
	/lib/modules/jailhouse.ko=$(DRIVER)/$(k)/jailhouse.ko))

# --- tool: static, so that it runs in any root file system ---

PREFIX ?= /usr
TOOL := $(DRIVER)/jailhouse
TOOL_arm64 := $(DRIVER)/arm64/jailhouse
# the checks and sentences are the hypervisor's own
TOOL_SHARED := $(wildcard hypervisor/config/*.c)
# what the unit tests link, too
TOOL_PARTS := $(filter-out driver/tool/main.c,$(wildcard driver/tool/*.c))
TOOL_OWN_CFLAGS := -std=gnu11 -O2 $(WARN) $(REPRO) -MMD -MP -Ihypervisor \
	-I$(DRIVER) -DTOOL_VERSION='"$(VERSION)"' -DTOOL_LIBEXEC='"$(PREFIX)/libexec"'

TOOL_CFLAGS := $(TOOL_OWN_CFLAGS) $(ABI_INCLUDES)

tool_objects = $(patsubst %.c,$(1)/%.o,$(2))
TOOL_SOURCES := driver/tool/main.c $(TOOL_PARTS) $(TOOL_SHARED)
TOOL_OBJECTS := $(call tool_objects,$(DRIVER)/tool,$(TOOL_SOURCES))
TOOL_OBJECTS_arm64 := $(call tool_objects,$(DRIVER)/arm64/tool,$(TOOL_SOURCES))

# what images want of the memory: bytes 8 to 23 of each (jailhouse/header.h)
IMAGE_SIZES := $(DRIVER)/image-sizes.h
$(IMAGE_SIZES): $(HV)/jailhouse-amd.bin $(HV)/jailhouse.bin driver/build.mk
	@mkdir -p $(@D)
	@{ echo '/* SPDX-License-Identifier: GPL-2.0-only */'; \
	set -- X86 $(HV)/jailhouse-amd.bin ARM64 $(HV)/jailhouse.bin; while test $$# -gt 0; do \
	echo "#define IMAGE_$$1 {" $$(od -An -v -t u8 -j 8 -N 16 $$2 | sed 's/\([0-9]\) /\1ULL, /;s/$$/ULL/') "}"; shift 2; done; } > $@

$(DRIVER)/tool/driver/tool/config_check.o $(DRIVER)/arm64/tool/driver/tool/config_check.o \
	$(DRIVER)/tests/driver/tool/config_check.o: $(IMAGE_SIZES)

# names of the numbers in a record, for programs
REASON_NAMES := $(DRIVER)/reason-names.h
$(REASON_NAMES): hypervisor/include/jailhouse/reason.h driver/tool/reason-names.awk
	@mkdir -p $(@D)
	@awk -f driver/tool/reason-names.awk $< > $@

$(DRIVER)/tool/driver/tool/config_json.o $(DRIVER)/arm64/tool/driver/tool/config_json.o \
	$(DRIVER)/tests/driver/tool/config_json.o: $(REASON_NAMES)

$(TOOL_OBJECTS): $(DRIVER)/tool/%.o: %.c driver/build.mk VERSION
	@mkdir -p $(@D)
	$(CC) $(TOOL_CFLAGS) -c -o $@ $<

$(TOOL): $(TOOL_OBJECTS)
	$(CC) -static -s -Wl,--build-id=none -o $@ $^

$(TOOL_OBJECTS_arm64): $(DRIVER)/arm64/tool/%.o: %.c driver/build.mk VERSION
	@mkdir -p $(@D)
	$(CROSS_arm64)gcc $(TOOL_OWN_CFLAGS) $(ABI_INCLUDES_ARM) -c -o $@ $<

$(TOOL_arm64): $(TOOL_OBJECTS_arm64)
	$(CROSS_arm64)gcc -static -s -Wl,--build-id=none -o $@ $^

ALL += $(TOOL) $(TOOL_arm64)
ROOTFS_amd64 += /usr/sbin/jailhouse=$(TOOL)
ROOTFS_arm64 += /usr/sbin/jailhouse=$(TOOL_arm64)

# --- root Linux as an attacker or at its end, for scenarios ---

GUEST_TESTS := $(DRIVER)/guest-tests
GUEST_MODULES := root-write doorbell crash
GUEST_MODULE_FILES := $(foreach m,$(GUEST_MODULES),$(foreach k,$(KERNELS),$(GUEST_TESTS)/$(k)/$(m).ko))
# programs of root Linux, linked statically
GUEST_PROGRAMS := kexec-probe relive fill-registers
GUEST_PROGRAMS_arm64 := $(GUEST_PROGRAMS) program-traps device-words
GUEST_PROGRAM_FILES := $(GUEST_PROGRAMS:%=$(GUEST_TESTS)/%) $(GUEST_PROGRAMS_arm64:%=$(GUEST_TESTS)/arm64/%)
ALL += $(GUEST_MODULE_FILES) $(GUEST_PROGRAM_FILES)

guest_tests_cflags = $(foreach d,$(abspath $(GUEST_TESTS)/$*/src) $(abspath $(B)/kernels/$*),\
	-ffile-prefix-map=$(d)=.)

$(foreach m,$(GUEST_MODULES),$(GUEST_TESTS)/%/$(m).ko): $(wildcard driver/guest-tests/*.c) driver/guest-tests/Kbuild \
		driver/build.mk $(B)/kernels/%/provenance
	@rm -rf $(GUEST_TESTS)/$*/src && mkdir -p $(GUEST_TESTS)/$*/src
	@cp driver/guest-tests/Kbuild $(GUEST_MODULES:%=driver/guest-tests/%.c) $(GUEST_TESTS)/$*/src/
	$(MAKE) --no-print-directory -C $(B)/kernels/$*/headers \
		M=$(abspath $(GUEST_TESTS)/$*/src) $(KBUILD_$(call arch_of,$*)) \
		KCFLAGS="-Werror $(strip $(guest_tests_cflags))" LDFLAGS_MODULE=--build-id=none modules
	@$(foreach m,$(GUEST_MODULES),$(STRIP_$(call arch_of,$*)) --strip-debug \
		-o $(GUEST_TESTS)/$*/$(m).ko $(GUEST_TESTS)/$*/src/$(m).ko &&) true

guest_program = -std=gnu11 -D_GNU_SOURCE -O2 $(WARN) $(REPRO) -static -s -pthread -Wl,--build-id=none -o $@ $<

$(GUEST_PROGRAMS:%=$(GUEST_TESTS)/%): $(GUEST_TESTS)/%: driver/guest-tests/%.c faultinject/splitmix64.h driver/build.mk
	@mkdir -p $(@D)
	$(CC) $(ABI_INCLUDES) $(guest_program)

$(GUEST_PROGRAMS_arm64:%=$(GUEST_TESTS)/arm64/%): $(GUEST_TESTS)/arm64/%: driver/guest-tests/%.c faultinject/splitmix64.h driver/build.mk
	@mkdir -p $(@D)
	$(CROSS_arm64)gcc $(ABI_INCLUDES_ARM) $(guest_program)

# the one of many parts: with the mutations and both checkers of the campaigns on the host
MISMANAGE_PARTS := $(wildcard driver/guest-tests/mismanage/*.c faultinject/opinion/*.c hypervisor/config/*.c) \
	$(addprefix faultinject/config/,boards.c changes.c fields.c layout.c mutate_arrays.c mutate_fields.c mutation.c offer.c subjects.c tally.c trial.c verdict.c)
MISMANAGE_CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 $(WARN) $(REPRO) -MMD -MP -Ihypervisor
MISMANAGE_OBJECTS := $(call tool_objects,$(GUEST_TESTS)/mismanage-parts,$(MISMANAGE_PARTS))
MISMANAGE_OBJECTS_arm64 := $(call tool_objects,$(GUEST_TESTS)/arm64/mismanage-parts,$(MISMANAGE_PARTS))

$(MISMANAGE_OBJECTS): $(GUEST_TESTS)/mismanage-parts/%.o: %.c driver/build.mk
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CC) $(MISMANAGE_CFLAGS) $(ABI_INCLUDES) -c -o $@ $<

$(MISMANAGE_OBJECTS_arm64): $(GUEST_TESTS)/arm64/mismanage-parts/%.o: %.c driver/build.mk
	@mkdir -p $(@D)
	@echo "  CC      $@"
	@$(CROSS_arm64)gcc $(MISMANAGE_CFLAGS) $(ABI_INCLUDES_ARM) -c -o $@ $<

$(GUEST_TESTS)/mismanage: $(MISMANAGE_OBJECTS)
	$(CC) -static -s -pthread -Wl,--build-id=none -o $@ $^

$(GUEST_TESTS)/arm64/mismanage: $(MISMANAGE_OBJECTS_arm64)
	$(CROSS_arm64)gcc -static -s -pthread -Wl,--build-id=none -o $@ $^

-include $(MISMANAGE_OBJECTS:.o=.d) $(MISMANAGE_OBJECTS_arm64:.o=.d)

ALL += $(GUEST_TESTS)/mismanage $(GUEST_TESTS)/arm64/mismanage
ROOTFS_amd64 += /usr/sbin/mismanage=$(GUEST_TESTS)/mismanage
ROOTFS_arm64 += /usr/sbin/mismanage=$(GUEST_TESTS)/arm64/mismanage

$(foreach k,$(KERNELS),$(eval ROOTFS_$(k) += \
	$(foreach m,$(GUEST_MODULES),/lib/modules/$(m).ko=$(GUEST_TESTS)/$(k)/$(m).ko)))
ROOTFS_amd64 += $(foreach p,$(GUEST_PROGRAMS),/usr/sbin/$(p)=$(GUEST_TESTS)/$(p))
ROOTFS_arm64 += $(foreach p,$(GUEST_PROGRAMS_arm64),/usr/sbin/$(p)=$(GUEST_TESTS)/arm64/$(p))

include driver/ivshmem/build.mk

# --- tests of the tool's parts ---

TOOL_TEST := $(DRIVER)/tests/tool-test
TOOL_TEST_CFLAGS := $(TOOL_CFLAGS) -O1 -g -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined -fno-omit-frame-pointer
TOOL_TEST_OBJECTS := $(call tool_objects,$(DRIVER)/tests,$(wildcard driver/tool/tests/*.c) \
	$(TOOL_PARTS) $(TOOL_SHARED))

$(TOOL_TEST_OBJECTS): $(DRIVER)/tests/%.o: %.c driver/build.mk VERSION
	@mkdir -p $(@D)
	$(HOSTCC) $(TOOL_TEST_CFLAGS) -Idriver/tool -c -o $@ $<

$(TOOL_TEST): $(TOOL_TEST_OBJECTS)
	$(HOSTCC) -fsanitize=address,undefined -o $@ $^ -lcriterion -ljansson

UNIT_TESTS += $(TOOL_TEST)

-include $(TOOL_OBJECTS:.o=.d) $(TOOL_OBJECTS_arm64:.o=.d) $(TOOL_TEST_OBJECTS:.o=.d)

# --- installation ---

# for the architecture of this machine
HOST_ARCH := $(if $(filter aarch64,$(HOST)),arm64,amd64)
HOST_KERNELS := $(call kernels_of,$(HOST_ARCH))
# those for one kernel
modules_for = $(DRIVER)/$(1)/jailhouse.ko $(IVSHMEM_DRIVERS:%=$(IVSHMEM)/$(1)/%.ko)
HOST_MODULES = $(foreach k,$(HOST_KERNELS),$(call modules_for,$(k)))
TOOL_amd64 := $(TOOL)
FIRMWARE_amd64 := jailhouse-amd.bin
FIRMWARE_arm64 := jailhouse.bin

# Kernel modules go where the kernel they were built for looks for them.
.PHONY: install
install: $(TOOL_$(HOST_ARCH)) $(HOST_MODULES) $(B)/hypervisor/$(FIRMWARE_$(HOST_ARCH))
	install -D -m 755 $(TOOL_$(HOST_ARCH)) $(DESTDIR)$(PREFIX)/sbin/jailhouse
	install -D -m 644 $(B)/hypervisor/$(FIRMWARE_$(HOST_ARCH)) \
		$(DESTDIR)/lib/firmware/$(FIRMWARE_$(HOST_ARCH))
	$(foreach k,$(HOST_KERNELS),install -D -m 644 -t \
		$(DESTDIR)/lib/modules/$$(cat $(B)/kernels/$(k)/release)/updates \
		$(call modules_for,$(k)) &&) true
	install -D -m 644 driver/tool/jailhouse.8 $(DESTDIR)$(PREFIX)/share/man/man8/jailhouse.8
	install -D -m 644 driver/tool/jailhouse-completion.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/jailhouse
	@test -n "$(DESTDIR)" || for k in $(HOST_KERNELS); do \
		depmod -a "$$(cat $(B)/kernels/$$k/release)"; done
