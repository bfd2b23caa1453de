/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * All CPUs of the cell interrupt each other and themselves at once, with more
 * interrupts than the hardware holds for a CPU. Each has numbers of its own and
 * sends one again when it was taken: what is sent is what must be taken.
 *   rounds=N   default 200
 *   end=N      PSCI call that ends the cell then; the heartbeat is that of another CPU
 *   endless=N  N CPUs wait for nothing: all send to the first one all the time, and that one to
 *              all others, which are off; also after the shutdown was granted
 */

#include <gic.h>
#include <psci.h>
#include <liveness.h>

#define MAX_CPUS	 4
#define MAX_AFFINITY	 16
#define SGIS_PER_CPU	 4
#define TICKS_PER_SECOND 200
#define PATIENCE_NS	 (30 * 1000000000ULL)

/* by sender, receiver and number: written by the one, and by the other */
static volatile u32 sent[MAX_CPUS][MAX_CPUS][SGIS_PER_CPU];
static volatile u32 taken[MAX_CPUS][MAX_CPUS][SGIS_PER_CPU];
/* by CPU */
static volatile u32 duplicated[MAX_CPUS], foreign[MAX_CPUS];
static volatile bool ready[MAX_CPUS], finished[MAX_CPUS];
static volatile bool go;
static u64 cpus[MAX_CPUS];
static unsigned int num_cpus;
static unsigned int rounds;
static unsigned int endless;

static unsigned int own_index(void)
{
	unsigned int n;

	for (n = 0; n < num_cpus && cpus[n] != cpu_affinity(); n++) {
	}
	return n;
}

static void take_sgi(unsigned int own, unsigned int irq)
{
	unsigned int from = irq / SGIS_PER_CPU, n = irq % SGIS_PER_CPU;

	if (from >= num_cpus) {
		foreign[own]++;
	} else if (taken[from][own][n] == sent[from][own][n]) {
		duplicated[own]++;
	} else {
		taken[from][own][n]++;
	}
}

static void handle_irq(unsigned int irq)
{
	unsigned int own = own_index();

	jailhouse_memory_barrier();
	if (irq != TIMER_IRQ) {
		take_sgi(own, irq);
		return;
	}
	if (own == num_cpus - 1) {
		heartbeat();
	}
	timer_start(timer_get_frequency() / TICKS_PER_SECOND);
}

static void send_all(unsigned int own)
{
	unsigned int to, n;

	for (n = 0; n < SGIS_PER_CPU; n++) {
		for (to = 0; to < num_cpus; to++) {
			sent[own][to][n]++;
			gic_send_sgi(own * SGIS_PER_CPU + n, cpus[to]);
		}
	}
}

static unsigned int outstanding(unsigned int from)
{
	unsigned int to, n, count = 0;

	for (to = 0; to < num_cpus; to++) {
		for (n = 0; n < SGIS_PER_CPU; n++) {
			count += sent[from][to][n] - taken[from][to][n];
		}
	}
	return count;
}

static bool await_all_taken(unsigned int own)
{
	u64 start = timer_get_ticks();

	while (outstanding(own)) {
		if (timer_ticks_to_ns(timer_get_ticks() - start) > PATIENCE_NS) {
			return false;
		}
		cpu_relax();
	}
	return true;
}

/* One that is lost ends it: the numbers tell how many. */
static void storm(unsigned int own)
{
	unsigned int round;

	for (round = 0; round < rounds; round++) {
		send_all(own);
		if (!await_all_taken(own)) {
			break;
		}
	}
	finished[own] = true;
}

/* As fast as it can. The first CPU may have no time to itself: the second one answers. */
static void storm_without_end(unsigned int own)
{
	bool granted = false;
	unsigned int n;

	for (n = 0;; n++) {
		gic_send_sgi(n % 16, cpus[own ? 0 : 1 + n % (num_cpus - 1)]);
		if (own == 1 && !granted && shutdown_requested()) {
			granted = true;
			comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
		}
	}
}

static void init_cpu(void)
{
	unsigned int sgi;

	irq_init(handle_irq);
	for (sgi = 0; sgi < num_cpus * SGIS_PER_CPU; sgi++) {
		irq_enable(sgi);
	}
	irq_enable(TIMER_IRQ);
	timer_start(timer_get_frequency() / TICKS_PER_SECOND);
	enable_irqs();
}

static void secondary_main(void)
{
	unsigned int own = own_index();

	init_cpu();
	ready[own] = true;
	while (!go) {
		cpu_relax();
	}
	if (endless && own >= endless) {
		psci_cpu_off();
	} else if (endless) {
		storm_without_end(own);
	}
	storm(own);
	while (true) {
		halt();
	}
}

/* The primary first. */
static void find_cpus(void)
{
	u64 affinity;

	cpus[num_cpus++] = cpu_affinity();
	for (affinity = 0; affinity < MAX_AFFINITY && num_cpus < MAX_CPUS; affinity++) {
		if (affinity != cpu_affinity() && psci_affinity_info(affinity) >= 0) {
			cpus[num_cpus++] = affinity;
		}
	}
}

static void await_each(volatile bool *flags)
{
	unsigned int n;

	for (n = 1; n < num_cpus; n++) {
		while (!flags[n]) {
			cpu_relax();
		}
	}
}

static void report(void)
{
	unsigned int from, to, n, all = 0, lost = 0, twice = 0, unknown = 0;

	for (from = 0; from < num_cpus; from++) {
		for (to = 0; to < num_cpus; to++) {
			for (n = 0; n < SGIS_PER_CPU; n++) {
				all += sent[from][to][n];
			}
		}
		lost += outstanding(from);
		twice += duplicated[from];
		unknown += foreign[from];
	}
	printk("SGI storm of %u CPUs: %u sent, %u taken; %u lost, %u duplicated, %u foreign\n",
	       num_cpus, all, all - lost, lost, twice, unknown);
}

/* While another CPU is alive, as its heartbeat shows. */
static void end_cell(u32 function)
{
	u64 before = heartbeats();

	disable_irqs();
	while (heartbeats() < before + 5) {
		wait_for_irq();
	}
	smc_call(function, 0, 0, 0);
}

void inmate_main(void)
{
	unsigned int n;
	u32 end = cmdline_parse_int("end", 0);

	rounds = cmdline_parse_int("rounds", 200);
	endless = cmdline_parse_int("endless", 0);
	find_cpus();
	for (n = 1; n < num_cpus; n++) {
		smp_start_cpu(cpus[n], secondary_main);
	}
	init_cpu();
	await_each(ready);
	go = true;
	if (endless) {
		printk("SGI storm of %u CPUs without end\n", num_cpus);
		storm_without_end(0);
	}
	storm(0);
	await_each(finished);
	/* nothing may come a second time */
	delay_us(10000);
	report();
	if (end) {
		end_cell(end);
	}
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
