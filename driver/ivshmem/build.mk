# SPDX-License-Identifier: GPL-2.0-only
#
# Linux' ends of shared-memory links: drivers for every guest kernel, the example program,
# the unit tests of the network's rings.

IVSHMEM := $(DRIVER)/ivshmem
IVSHMEM_FILES := $(wildcard driver/ivshmem/*.[ch] driver/ivshmem/Kbuild)
IVSHMEM_DRIVERS := uio_ivshmem ivshmem_net
IVSHMEM_MODULES := $(foreach k,$(KERNELS),$(IVSHMEM_DRIVERS:%=$(IVSHMEM)/$(k)/%.ko))
ALL += $(IVSHMEM_MODULES)

ivshmem_cflags = $(foreach d,$(abspath $(IVSHMEM)/$*/src) $(abspath $(B)/kernels/$*),\
	-ffile-prefix-map=$(d)=.)

# $(1): name of a driver; both come out of one run of kbuild
$(foreach d,$(IVSHMEM_DRIVERS),$(foreach k,$(KERNELS),$(IVSHMEM)/$(k)/$(d).ko)): \
	$(IVSHMEM)/%.ko: $$(dir $$@)built ;

$(foreach k,$(KERNELS),$(IVSHMEM)/$(k)/built): $(IVSHMEM)/%/built: $(IVSHMEM_FILES) \
		driver/ivshmem/build.mk $(B)/kernels/%/provenance
	@rm -rf $(IVSHMEM)/$*/src && mkdir -p $(IVSHMEM)/$*/src
	@cp $(IVSHMEM_FILES) $(IVSHMEM)/$*/src/
	$(MAKE) --no-print-directory -C $(B)/kernels/$*/headers M=$(abspath $(IVSHMEM)/$*/src) \
		$(KBUILD_$(call arch_of,$*)) KCFLAGS="-Werror $(strip $(ivshmem_cflags))" \
		LDFLAGS_MODULE=--build-id=none modules
	@for d in $(IVSHMEM_DRIVERS); do $(STRIP_$(call arch_of,$*)) --strip-debug \
		-o $(IVSHMEM)/$*/$$d.ko $(IVSHMEM)/$*/src/$$d.ko || exit 1; done
	@touch $@

$(foreach k,$(KERNELS),$(eval ROOTFS_$(k) += $(foreach d,$(IVSHMEM_DRIVERS),\
	/lib/modules/$(d).ko=$(IVSHMEM)/$(k)/$(d).ko)))

# --- the example, and programs for scenarios: static like the tool ---

IVSHMEM_PROGRAMS := driver/ivshmem/examples/ivshmem-hello.c \
	$(addprefix driver/guest-tests/,uio-abuse.c udp-echo.c net-counters.c)
CC_amd64 = $(CC)
CC_arm64 = $(CROSS_arm64)gcc

# $(1): architecture, $(2): source
define ivshmem_program
ALL += $(IVSHMEM)/$(1)/$(basename $(notdir $(2)))
ROOTFS_$(1) += /usr/bin/$(basename $(notdir $(2)))=$(IVSHMEM)/$(1)/$(basename $(notdir $(2)))
$(IVSHMEM)/$(1)/$(basename $(notdir $(2))): $(2) driver/ivshmem/build.mk
	@mkdir -p $$(@D)
	$(CC_$(1)) -std=gnu11 -O2 $(WARN) $(REPRO) -static -s -Wl,--build-id=none -o $$@ $$<
endef
$(foreach a,amd64 arm64,$(foreach p,$(IVSHMEM_PROGRAMS),$(eval $(call ivshmem_program,$(a),$(p)))))

# --- the rings, on the host ---

IVSHMEM_TEST := $(IVSHMEM)/tests/ring-test
UNIT_TESTS += $(IVSHMEM_TEST)

$(IVSHMEM_TEST): driver/ivshmem/ring.c driver/ivshmem/ring.h driver/ivshmem/tests/ring_test.c \
		driver/ivshmem/tests/kernel.h driver/ivshmem/build.mk
	@mkdir -p $(@D)
	$(HOSTCC) -std=gnu11 -O1 -g $(WARN) -Idriver/ivshmem -fsanitize=address,undefined \
		-fno-sanitize-recover=undefined -fno-omit-frame-pointer \
		-o $@ $(filter %.c,$^) -lcriterion -lpthread
