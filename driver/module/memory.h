/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_MEMORY_H
#define _DRIVER_MEMORY_H

/* The hypervisor's memory: reservation, mapping and what is copied into it. */

#include <linux/ioport.h>
#include <linux/types.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/header.h>
#include <jailhouse/reason.h>

struct hv_memory {
	phys_addr_t start;
	u64 size;
	/** Claim in /proc/iomem. */
	struct resource *claim;
	/** Linux's mapping; all zero pages, but for the console, while enabled. */
	void *virt;
	/* copies of header fields, which are out of reach while enabled */
	u64 core_size;
	u64 entry;
	u64 text_start;
	u64 text_end;
	u64 console_page;
};

static inline struct jailhouse_header *hv_memory_header(const struct hv_memory *memory)
{
	return memory->virt;
}

/**
 * Claim and map the memory, and tell where an earlier enable got stuck.
 * @memory:	filled
 * @region:	hypervisor_memory of the configuration
 * @return: 0, -EINVAL or -ENOMEM; hv_memory_release() undoes it
 */
int hv_memory_claim(struct hv_memory *memory, const struct jailhouse_memory *region,
		    struct jailhouse_reason *why);
void hv_memory_release(struct hv_memory *memory);

/**
 * Copy image and configuration into the memory and fill in the header.
 * @image:	name of the image in the firmware path
 * @config:	checked system configuration
 * @config_size: its size in bytes
 * @num_cpus:	CPUs that will enter
 * @max_cpus:	highest CPU number + 1
 * @return: 0, -EINVAL, or what the firmware loader said
 */
int hv_memory_load(struct hv_memory *memory, const char *image,
		   const struct jailhouse_system *config, size_t config_size, unsigned int num_cpus,
		   unsigned int max_cpus, struct jailhouse_reason *why);

/** Record how far the enable came. Only while the hypervisor does not run. */
void hv_memory_stage(struct hv_memory *memory, enum jailhouse_stage stage);

#endif
