// SPDX-License-Identifier: GPL-2.0-only
#include "exits.h"

#include <assert.h>
#include <jailhouse/hypercall.h>
#include <jailhouse/types.h>
#include <jailhouse/header.h>
#include <string.h>

#include "../base/files.h"

#define PERIOD_MS  100
#define MOST_LINES 20000

/* In the order of the interface's numbers. */
static const char *const generic[] = { "total", "mmio", "management", "hypercall" };
static const char *const x86[] = { "pio",    "xapic",	  "cr",	       "cpuid",
				   "xsetbv", "exception", "msr_other", "msr_x2apic_icr" };
static const char *const arm[] = { "maintenance", "virt_irq", "virt_sgi", "psci", "smccc" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static_assert(COUNT(generic) == JAILHOUSE_GENERIC_CPU_STATS, "names of the counters");

static void put_names(FILE *out, const char *const *names, size_t count)
{
	for (size_t n = 0; n < count; n++) {
		fprintf(out, "\t%s", names[n]);
	}
}

static unsigned int count_of(const struct exits *e)
{
	return COUNT(generic) + (e->is_arm ? COUNT(arm) : COUNT(x86));
}

int exits_open(struct exits *e, const struct machine *m, const char *path, struct problem *why)
{
	memset(e, 0, sizeof(*e));
	e->is_arm = strcmp(m->arch, "x86") != 0;
	e->out = fopen(path, "we");
	if (!e->out) {
		return problem_set(why, "cannot write %s", path);
	}
	fprintf(e->out, "seconds\tcpu");
	put_names(e->out, generic, COUNT(generic));
	put_names(e->out, e->is_arm ? arm : x86, e->is_arm ? COUNT(arm) : COUNT(x86));
	fprintf(e->out, "\n");
	return 0;
}

/* What stands there is the guest's, and may be anything while nothing is enabled. */
static bool is_enabled(const struct exits *e, const struct jailhouse_header *h)
{
	return memcmp(h->signature, "JAILHOUS", sizeof(h->signature)) == 0 &&
	       h->extension == JAILHOUSE_HEADER_EXTENSION && h->stage == JAILHOUSE_STAGE_ENABLED &&
	       h->num_stats == count_of(e) && h->max_cpus <= EXITS_MOST_CPUS &&
	       h->core_size <= UINT32_MAX && h->percpu_size <= UINT32_MAX;
}

static void write_cpu(struct exits *e, double seconds, unsigned int cpu, const uint32_t *counters)
{
	if (memcmp(e->last[cpu], counters, count_of(e) * sizeof(*counters)) == 0 ||
	    e->lines >= MOST_LINES) {
		return;
	}
	memcpy(e->last[cpu], counters, count_of(e) * sizeof(*counters));
	e->lines++;
	fprintf(e->out, "%.2f\t%u", seconds, cpu);
	for (unsigned int n = 0; n < count_of(e); n++) {
		fprintf(e->out, "\t%u", counters[n]);
	}
	fprintf(e->out, "\n");
}

void exits_sample(struct exits *e, const struct guest_memory *memory, uint64_t hypervisor,
		  double seconds)
{
	uint32_t counters[EXITS_MOST_COUNTERS];
	struct jailhouse_header header;

	if (!e->out || !memory->mapped || clock_ms() < e->next) {
		return;
	}
	e->next = clock_ms() + PERIOD_MS;
	if (memory_read(memory, hypervisor, &header, sizeof(header), NULL) != 0 ||
	    !is_enabled(e, &header)) {
		return;
	}
	for (unsigned int cpu = 0; cpu < header.max_cpus; cpu++) {
		uint64_t address = hypervisor + header.core_size + cpu * header.percpu_size +
				   header.stats_offset;

		if (memory_read(memory, address, counters, count_of(e) * sizeof(*counters), NULL) ==
		    0) {
			write_cpu(e, seconds, cpu, counters);
		}
	}
}

void exits_close(struct exits *e)
{
	if (e->out) {
		fclose(e->out);
	}
	e->out = NULL;
}
