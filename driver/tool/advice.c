// SPDX-License-Identifier: GPL-2.0-only
/* Advice around enable. */

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <jailhouse/cell-config.h>

#include "advice.h"
#include "tool.h"

#define MIB (1ULL << 20)

static char *read_proc(const char *name)
{
	char path[PATH_MAX];
	size_t size;

	snprintf(path, sizeof(path), "%s/%s", tool_system.proc, name);
	return file_read(path, &size);
}

bool iomem_line_is_ram(const char *line, unsigned long long start, unsigned long long size)
{
	unsigned long long from, to;
	int length = 0;

	if (sscanf(line, " %llx-%llx : %n", &from, &to, &length) != 2 || length == 0) {
		return false;
	}
	return strncmp(line + length, "System RAM", strlen("System RAM")) == 0 && size > 0 &&
	       from < start + size && to >= start;
}

unsigned long long find_first_ram(const char *iomem)
{
	unsigned long long from;

	for (; iomem; iomem = strchr(iomem, '\n')) {
		iomem += strspn(iomem, "\n");
		if (iomem_line_is_ram(iomem, 0, ULLONG_MAX) && sscanf(iomem, " %llx", &from) == 1) {
			return from;
		}
	}
	return 0;
}

static bool overlaps_ram(const char *iomem, unsigned long long start, unsigned long long size)
{
	for (; iomem; iomem = strchr(iomem, '\n')) {
		iomem += strspn(iomem, "\n");
		if (iomem_line_is_ram(iomem, start, size)) {
			return true;
		}
	}
	return false;
}

static void look_at_memory(struct advice *advice, const struct jailhouse_system *system)
{
	char *iomem = read_proc("iomem");

	advice->start = system->hypervisor_memory.phys_start;
	advice->size = system->hypervisor_memory.size;
	advice->in_system_ram = overlaps_ram(iomem, advice->start, advice->size);
	if (system->architecture != JAILHOUSE_X86) {
		advice->first_ram = find_first_ram(iomem);
	}
	free(iomem);
}

bool find_broken_memmap(const char *cmdline, char *option, size_t size)
{
	const char *next = cmdline;

	while ((next = strstr(next, "memmap=")) != NULL) {
		size_t length = strcspn(next, " \t\n"), digits;

		digits = strspn(next + strlen("memmap="), "0123456789");
		/* a size is followed by its unit and one of $ @ # ! */
		if (digits && !memchr(next, '$', length) && !memchr(next, '@', length) &&
		    !memchr(next, '#', length) && !memchr(next, '!', length)) {
			snprintf(option, size, "%.*s", (int)length, next);
			return true;
		}
		next += length;
	}
	option[0] = 0;
	return false;
}

static bool uses_intel_iommu(const char *cmdline)
{
	char *cpuinfo = read_proc("cpuinfo");
	bool intel = cpuinfo && strstr(cpuinfo, "GenuineIntel");

	free(cpuinfo);
	return intel && !strstr(cmdline, "intel_iommu=off");
}

void advice_collect(struct advice *advice, const void *config, size_t size)
{
	const struct jailhouse_system *system = config;
	char *cmdline;

	memset(advice, 0, sizeof(*advice));
	if (size < sizeof(*system) ||
	    memcmp(system->signature, JAILHOUSE_SYSTEM_SIGNATURE, sizeof(system->signature))) {
		return;
	}
	look_at_memory(advice, system);
	advice->no_iommu = system->platform_info.iommu_units[0].base == 0;
	cmdline = read_proc("cmdline");
	if (cmdline) {
		find_broken_memmap(cmdline, advice->broken_memmap, sizeof(advice->broken_memmap));
		advice->linux_iommu = advice->no_iommu && uses_intel_iommu(cmdline);
	}
	free(cmdline);
}

void advice_print_warnings(FILE *stream, const struct advice *advice)
{
	if (advice->linux_iommu) {
		fprintf(stream,
			"Note: Linux may be using the Intel IOMMU, which this configuration "
			"leaves alone; boot it with intel_iommu=off\n");
	}
	if (advice->no_iommu) {
		fprintf(stream, "Note: the configuration lists no IOMMU, so a bus-mastering device "
				"reaches all memory\n");
	}
}

static void print_arm_help(FILE *stream, const struct advice *advice)
{
	fprintf(stream,
		"Linux' memory begins at 0x%llx; boot it with mem=%lluM, so that it ends at 0x%llx, "
		"or reserve that range in the device tree: /reserved-memory with no-map.\n",
		advice->first_ram, (advice->start - advice->first_ram) / MIB, advice->start);
}

void advice_print_help(FILE *stream, const struct advice *advice)
{
	if (!advice->in_system_ram) {
		return;
	}
	if (advice->first_ram && advice->start > advice->first_ram) {
		print_arm_help(stream, advice);
		return;
	}
	if (advice->broken_memmap[0]) {
		fprintf(stream,
			"The kernel command line has \"%s\": its $ is missing, the boot loader took it "
			"for a variable of its own.\n",
			advice->broken_memmap);
	}
	fprintf(stream,
		"Reserve at least %lluM from 0x%llx (more if the cells' memory follows there). In "
		"/etc/default/grub:\n"
		"  GRUB_CMDLINE_LINUX=\"memmap=%lluM\\\\\\$0x%llx\"\n"
		"then run update-grub and boot again.\n",
		(advice->size + MIB - 1) / MIB, advice->start, (advice->size + MIB - 1) / MIB,
		advice->start);
}
