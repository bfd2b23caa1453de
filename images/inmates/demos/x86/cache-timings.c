/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * How many cycles a memory access takes, by size of the memory that is in use:
 * shows which part of the caches a cell really has. "size=" limits the largest
 * size in KiB.
 */

#include <inmate.h>
#include <liveness.h>

#define CACHE_LINE	64
#define MAX_SIZE	(512UL * 1024)
#define DEFAULT_SIZE_KB 512
#define ACCESSES	200000UL

static unsigned long long read_cycles(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return low | (unsigned long long)high << 32;
}

/*
 * Chain the lines of the memory to one ring. The step is odd, so it visits all
 * of them, and far enough from its predecessor to confuse prefetching.
 */
static void build_ring(void **memory, unsigned long lines)
{
	const unsigned long words = CACHE_LINE / sizeof(void *);
	unsigned long step = (lines / 3) | 1, pos = 0, n;

	for (n = 0; n < lines; n++) {
		unsigned long next = (pos + step) % lines;

		memory[pos * words] = &memory[next * words];
		pos = next;
	}
}

/* Each access needs the result of the one before. */
static void **follow(void **place, unsigned long count)
{
	while (count-- > 0) {
		place = *(void **volatile *)place;
	}
	return place;
}

static void measure(void **memory, unsigned long size)
{
	unsigned long long start, cycles;

	build_ring(memory, size / CACHE_LINE);
	/* the first round fills the caches */
	follow(memory, size / CACHE_LINE);
	start = read_cycles();
	follow(memory, ACCESSES);
	cycles = read_cycles() - start;
	printk("Memory of %lu KiB\n", size / 1024);
	printk("  -> Average cached memory access: %llu cycles\n", cycles / ACCESSES);
}

static void measure_uncached(void **memory)
{
	unsigned long long start, cycles;
	unsigned long n, count = ACCESSES / 100;

	build_ring(memory, PAGE_SIZE / CACHE_LINE);
	start = read_cycles();
	for (n = 0; n < count; n++) {
		asm volatile("clflush (%0); mfence; mov (%0),%%rax"
			     :
			     : "r"(memory)
			     : "rax", "memory");
	}
	cycles = read_cycles() - start;
	printk("Memory that is not in the cache\n");
	printk("  -> Average flushed memory access: %llu cycles\n", cycles / count);
}

void inmate_main(void)
{
	unsigned long max = cmdline_parse_int("size", DEFAULT_SIZE_KB) * 1024;
	void **memory = alloc(MAX_SIZE, PAGE_SIZE);
	unsigned long size;

	for (size = 4096; size <= MAX_SIZE && size <= max; size *= 2) {
		heartbeat();
		measure(memory, size);
	}
	measure_uncached(memory);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
