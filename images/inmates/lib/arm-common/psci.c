/* SPDX-License-Identifier: GPL-2.0-only */
#include <psci.h>

#define STACK_SIZE 4096
#define MAX_CPUS   16

/** What start.S takes over for a CPU that is started. */
struct smp_start {
	u64 stack;
	u64 entry;
	u64 affinity;
};

extern char smp_entry[];

#ifdef __aarch64__
#define REG(n)	 "x" #n
#define PSCI_ARG PSCI_64
#else
#define REG(n)	 "r" #n
#define PSCI_ARG 0
#endif

long smc_call(u32 function, unsigned long arg1, unsigned long arg2, unsigned long arg3)
{
	register unsigned long r0 asm(REG(0)) = function;
	register unsigned long r1 asm(REG(1)) = arg1;
	register unsigned long r2 asm(REG(2)) = arg2;
	register unsigned long r3 asm(REG(3)) = arg3;

#ifdef __aarch64__
	asm volatile("smc #0"
		     : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
		     :
		     : "memory", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
		       "x14", "x15", "x16", "x17");
#else
	asm volatile(".arch_extension sec; smc #0"
		     : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
		     :
		     : "memory");
#endif
	return r0;
}

int psci_affinity_info(u64 affinity)
{
	return smc_call(PSCI_AFFINITY_INFO | PSCI_ARG, affinity, 0, 0);
}

void psci_cpu_off(void)
{
	disable_irqs();
	smc_call(PSCI_CPU_OFF, 0, 0, 0);
	stop();
}

/* A CPU that was started before gets its old stack. */
static struct smp_start *start_of(u64 affinity)
{
	static struct smp_start starts[MAX_CPUS];
	unsigned int n;

	for (n = 0; n < MAX_CPUS; n++) {
		if (!starts[n].stack) {
			starts[n].stack = (unsigned long)alloc(STACK_SIZE, 64) + STACK_SIZE;
			starts[n].affinity = affinity;
		}
		if (starts[n].affinity == affinity) {
			return &starts[n];
		}
	}
	return NULL;
}

int smp_start_cpu(u64 affinity, void (*entry)(void))
{
	struct smp_start *start = start_of(affinity);

	if (!start) {
		return PSCI_INVALID_PARAMETERS;
	}
	start->entry = (unsigned long)entry;
	/* the CPU begins with its caches off */
	flush_dcache(start, sizeof(*start));
	flush_dcache((char *)(unsigned long)start->stack - STACK_SIZE, STACK_SIZE);
	return smc_call(PSCI_CPU_ON | PSCI_ARG, affinity, (unsigned long)smp_entry,
			(unsigned long)start);
}
