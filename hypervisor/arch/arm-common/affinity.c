// SPDX-License-Identifier: GPL-2.0-only
/* From the affinity fields that software names CPUs by to CPU numbers. */
#include <core/reason.h>
#include <core/setup.h>
#include <asm/gic.h>

#define LOWEST 0xffULL

static struct affinity_cluster clusters[MAX_CPUS];
static unsigned int num_clusters;

/* Index of the first cluster that is not below. */
static unsigned int find(u64 prefix)
{
	unsigned int low = 0, high = num_clusters, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (clusters[middle].prefix < prefix) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

const struct affinity_cluster *affinity_cluster(u64 prefix)
{
	unsigned int n = find(prefix);

	return n < num_clusters && clusters[n].prefix == prefix ? &clusters[n] : NULL;
}

unsigned int affinity_find(u64 mpidr)
{
	const struct affinity_cluster *cluster = affinity_cluster(mpidr & ~LOWEST);
	unsigned int lowest = mpidr & LOWEST;

	if (!cluster || lowest >= ARRAY_SIZE(cluster->cpus) || !cluster->cpus[lowest]) {
		return INVALID_CPU;
	}
	return cluster->cpus[lowest] - 1;
}

static struct affinity_cluster *add_cluster(u64 prefix)
{
	unsigned int index = find(prefix);

	if (index == num_clusters || clusters[index].prefix != prefix) {
		for (unsigned int n = num_clusters++; n > index; n--) {
			clusters[n] = clusters[n - 1];
		}
		clusters[index] = (struct affinity_cluster){ .prefix = prefix };
	}
	return &clusters[index];
}

int affinity_init(void)
{
	unsigned int cpu;
	u64 mpidr;

	num_clusters = 0;
	for_each_cpu (cpu, &root_cell.cpus) {
		mpidr = percpu_of(cpu)->arch.mpidr;
		if ((mpidr & LOWEST) >= 16) {
			return refuse_feature(-EIO, JAILHOUSE_FEATURE_GIC_ROUTING);
		}
		add_cluster(mpidr & ~LOWEST)->cpus[mpidr & LOWEST] = cpu + 1;
	}
	return 0;
}
