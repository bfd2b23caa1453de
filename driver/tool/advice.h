/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOL_ADVICE_H
#define TOOL_ADVICE_H

/*
 * What the tool can see before enable, and the driver cannot say: how Linux
 * was booted. Nothing here refuses; the driver does that.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct advice {
	unsigned long long start;
	unsigned long long size;
	/** The region overlaps memory that Linux uses. */
	bool in_system_ram;
	/** ARM: the first address of Linux's memory, from which mem= counts; on x86 0. */
	unsigned long long first_ram;
	/** A memmap= that lost its dollar sign, or empty. */
	char broken_memmap[64];
	/** Linux uses an Intel IOMMU that the configuration does not list. */
	bool linux_iommu;
	/** The configuration lists no IOMMU. */
	bool no_iommu;
};

/** Look at /proc for a configuration; anything unreadable is left out. */
void advice_collect(struct advice *advice, const void *config, size_t size);

/** What to know before an enable that may well succeed. */
void advice_print_warnings(FILE *stream, const struct advice *advice);

/** What to change after one that failed. */
void advice_print_help(FILE *stream, const struct advice *advice);

/**
 * Does a line of /proc/iomem name System RAM in [start, start + size)?
 */
bool iomem_line_is_ram(const char *line, unsigned long long start, unsigned long long size);

/**
 * Where System RAM begins.
 * @iomem:	content of /proc/iomem
 * @return: 0 if there is none
 */
unsigned long long find_first_ram(const char *iomem);

/**
 * Find a memmap= option whose $ was eaten by a boot loader ("memmap=82M0x3a000000").
 * @return: false if there is none
 */
bool find_broken_memmap(const char *cmdline, char *option, size_t size);

#endif
