/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <asm/regs.h>

#define WAIT_US	     100
#define WAIT_TIMEOUT (60 * 1000000 / WAIT_US)

/* Read by the start code of the CPU whose id is in ap_id; it sets ap_id back to -1. */
extern void (*volatile ap_entry)(void);
extern void *volatile ap_stack;
extern volatile u32 ap_id;

#define AP_STACK_SIZE PAGE_SIZE
#define NO_CPU	      (~0U)

void smp_wait_for_all_cpus(void)
{
	unsigned int n;

	for (n = 0; n < WAIT_TIMEOUT && smp_num_cpus < comm_region->num_cpus; n++) {
		delay_us(WAIT_US);
	}
}

static void send_ipi(unsigned int apic_id, u32 command)
{
	write_msr(X2APIC_ICR, (u64)apic_id << 32 | APIC_ICR_ASSERT | command);
}

void smp_start_cpu(unsigned int apic_id, void (*entry)(void))
{
	unsigned int n;

	ap_stack = (char *)alloc(AP_STACK_SIZE, 16) + AP_STACK_SIZE;
	ap_entry = entry;
	ap_id = apic_id;

	send_ipi(apic_id, APIC_ICR_DLVR_INIT);
	delay_us(10 * 1000);
	send_ipi(apic_id, APIC_ICR_DLVR_SIPI);
	delay_us(200);
	send_ipi(apic_id, APIC_ICR_DLVR_SIPI);

	for (n = 0; n < WAIT_TIMEOUT && ap_id != NO_CPU; n++) {
		delay_us(WAIT_US);
	}
	ap_id = NO_CPU;
}
