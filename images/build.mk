# SPDX-License-Identifier: GPL-2.0-only
#
# Guest kernels from Debian, and the guests' initramfs images.
#
# For other fragments:
#   KERNELS            the guest kernels of this machine (amd64-6.1 ...)
#   GUEST_ARCHS        their architectures; kernels_of lists the kernels of one
#   ROOTFS_amd64       += <path in the guest>=<file>   for all amd64 kernels; ROOTFS_arm64
#   ROOTFS_amd64-6.1   += ...                          for that kernel alone
#   $(B)/kernels/<kernel>/provenance                   what to depend on for headers and vmlinuz

CACHE ?= $(B)/cache
KERNEL_DIR := $(B)/kernels
IMAGE_DIR := $(B)/images
KERNEL_FETCH := images/kernels/fetch
KERNEL_LOCK := images/kernels/lock
STRIP_amd64 = $(STRIP)
STRIP_arm64 = $(CROSS_arm64)strip

# Which kernels there are is known after a look at the mirror. Goals that build no guest are
# spared that: they see what the lock file promises.
NO_GUEST_GOALS := help all run test test-unit run-unit-tests test-x86 setup \
	install clean format check-format update-lock
ifneq ($(filter-out $(NO_GUEST_GOALS),$(MAKECMDGOALS)),)
include $(KERNEL_DIR)/available.mk
ifneq ($(KERNELS),)
$(foreach u,$(wildcard $(KERNEL_DIR)/*/unavailable),$(info images: without kernel \
	$(notdir $(patsubst %/,%,$(dir $(u)))): $(shell cat $(u))))
endif
else
KERNELS := $(foreach k,$(shell awk '!/^#/ && $$2 !~ /^guest-/ { print $$2 }' $(KERNEL_LOCK) | sort -uV),\
	$(if $(wildcard $(KERNEL_DIR)/$(k)/unavailable),,$(k)))
endif

arch_of = $(firstword $(subst -, ,$(1)))
kernels_of = $(filter $(1)-%,$(KERNELS))
GUEST_ARCHS := $(sort $(foreach k,$(KERNELS),$(call arch_of,$(k))))

KERNEL_INPUTS := $(KERNEL_LOCK) $(KERNEL_FETCH) images/kernels/apt.sh

$(KERNEL_DIR)/available.mk: $(KERNEL_INPUTS)
	@$(KERNEL_FETCH) available $(KERNEL_DIR) $(CACHE)

.PRECIOUS: $(KERNEL_DIR)/%/provenance
$(KERNEL_DIR)/%/provenance: $(KERNEL_INPUTS)
	@$(KERNEL_FETCH) part $(KERNEL_DIR) $(CACHE) $*

GUEST_PROGRAMS := busybox bash
$(foreach a,$(GUEST_ARCHS),$(addprefix $(KERNEL_DIR)/guest-$(a)/,$(GUEST_PROGRAMS))): \
	$(KERNEL_DIR)/%: $$(dir $$@)provenance ;
$(foreach k,$(KERNELS),$(addprefix $(KERNEL_DIR)/$(k)/,vmlinuz release uio.ko)): \
	$(KERNEL_DIR)/%: $$(dir $$@)provenance ;

.PHONY: update-lock
update-lock:
	@$(KERNEL_FETCH) update-lock $(CACHE)

$(foreach a,$(GUEST_ARCHS),$(eval ROOTFS_$(a) += \
	$(foreach p,$(GUEST_PROGRAMS),/bin/$(p)=$(KERNEL_DIR)/guest-$(a)/$(p)) \
	$(foreach f,$(wildcard images/rootfs/etc/*),/etc/$(notdir $(f))=$(f))))

# modules of Debian that our own need
$(foreach k,$(KERNELS),$(eval ROOTFS_$(k) += /lib/modules/uio.ko=$(KERNEL_DIR)/$(k)/uio.ko))

$(IMAGE_DIR)/initramfs: images/rootfs/initramfs.c
	@mkdir -p $(@D)
	$(HOSTCC) -std=gnu11 -O2 $(WARN) $(REPRO) -o $@ $<

# $(1): kernel. The lists are complete only when all fragments are read: second expansion.
image_contents = $(sort $(ROOTFS_$(call arch_of,$(1))) $(ROOTFS_$(1)))
image_sources = $(foreach f,$(call image_contents,$(1)),$(lastword $(subst =, ,$(f))))

define image_rules
# changes when the list does, not only when a file of the list does
$(IMAGE_DIR)/$(1)/contents: FORCE
	@mkdir -p $$(@D)
	@printf '%s\n' $$(call image_contents,$(1)) >$$@.new
	@if cmp -s $$@.new $$@; then rm $$@.new; else mv $$@.new $$@; fi

$(IMAGE_DIR)/$(1)/initrd: $(IMAGE_DIR)/$(1)/contents images/rootfs/pack $(IMAGE_DIR)/initramfs \
		$$$$(call image_sources,$(1))
	@echo "  IMAGE   $$@"
	@images/rootfs/pack $(IMAGE_DIR)/initramfs $(STRIP_$(call arch_of,$(1))) $$(@D) <$$<

$(IMAGE_DIR)/$(1)/manifest: $(IMAGE_DIR)/$(1)/initrd ;
endef
$(foreach k,$(KERNELS),$(eval $(call image_rules,$(k))))

.PHONY: FORCE
FORCE:

IMAGES := $(foreach k,$(KERNELS),$(IMAGE_DIR)/$(k)/initrd $(KERNEL_DIR)/$(k)/vmlinuz)
ALL += $(IMAGES)

.PHONY: images
images: $(IMAGES)

.PHONY: test-reproducible test-reproducible-sample
test-reproducible: images
	@images/rootfs/test-reproducible $(B) $(CACHE) $(KERNELS)
# the oldest kernel of one architecture, the newest of the other
test-reproducible-sample: images
	@images/rootfs/test-reproducible $(B) $(CACHE) $(firstword $(KERNELS)) $(lastword $(KERNELS))
