// SPDX-License-Identifier: GPL-2.0-only
/* Threads of one core share caches, buffers and predictors. */
#include <core/arch.h>
#include <core/console.h>
#include <asm/x86.h>

/* AMD: leaf 0x8000001e gives the threads of a core; others: leaf 0xb the shift of APIC ids. */
static unsigned int thread_bits(void)
{
	unsigned int threads = 1;

	if (cpuid(0x80000000, 0).eax >= 0x8000001e && cpuid(0x80000001, 0).ecx & (1U << 22)) {
		threads = (cpuid(0x8000001e, 0).ebx >> 8 & 0xff) + 1;
	} else if (cpuid(0, 0).eax >= 0xb && cpuid(0xb, 0).ebx) {
		return cpuid(0xb, 0).eax & 0x1f;
	}
	return threads > 1 ? 32 - __builtin_clz(threads - 1) : 0;
}

void arch_warn_siblings(struct cell *cell)
{
	unsigned int bits = thread_bits(), cpu, other;

	for_each_cpu (cpu, &cell->cpus) {
		for_each_cpu (other, &root_cell.cpus) {
			if (percpu_of(cpu)->arch.apic_id >> bits ==
			    percpu_of(other)->arch.apic_id >> bits) {
				printk("WARNING: CPU %d of cell \"%s\" shares its core with CPU %d of the root cell\n",
				       cpu, cell_name(cell), other);
			}
		}
	}
}
