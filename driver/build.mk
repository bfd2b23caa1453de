# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel module for every guest kernel, the jailhouse tool, and what is installed.

DRIVER := $(B)/driver

# --- module: kbuild works in a copy, the source tree stays clean ---

MODULE_FILES := $(wildcard driver/module/*.[ch] driver/module/Kbuild driver/module/arch/*/*)
# public headers and what the driver shares with the hypervisor
MODULE_HEADERS := $(wildcard hypervisor/include/jailhouse/*.h hypervisor/include/arch/*/asm/*.h)
MODULE_SHARED := hypervisor/config/sentence.c hypervisor/config/sentence.h

MODULES := $(foreach k,$(KERNELS),$(DRIVER)/$(k)/jailhouse.ko)
ALL += $(MODULES)

MODULE_STRIP ?= strip

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
		ARCH=x86 KCFLAGS="-Werror $(strip $(module_cflags))" LDFLAGS_MODULE=--build-id=none \
		modules
	@$(MODULE_STRIP) --strip-debug -o $@ $(DRIVER)/$*/src/jailhouse.ko

$(foreach k,$(KERNELS),$(eval ROOTFS_$(k) += \
	/lib/modules/jailhouse.ko=$(DRIVER)/$(k)/jailhouse.ko))
