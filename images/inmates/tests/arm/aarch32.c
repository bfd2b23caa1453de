/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What a program in AArch32 state may do by SMC, HVC and CP15, and what it may
 * not:
 *   try=NAME   one of the forbidden ones; without it all that must work
 */

#include <gic.h>
#include <psci.h>
#include <test.h>

#define PSCI_1_1	 0x10001
#define SMCCC_1_1	 0x10001
#define SMCCC_VERSION	 0x80000000
#define UNKNOWN_PSCI	 0x8400001f
#define FOREIGN_SMC	 0xb0000000
#define UNKNOWN_HC	 127
#define NO_SUCH_CALL	 -38
#define FOREIGN_MEMORY	 0x10000000
#define FOREIGN_CPU	 0
#define SELF_SGI	 3
#define TRIES		 100
#define SECRET		 0x5ec2e7
#define RAS(pfr0)	 ((pfr0) >> 28 & 0xf)
#define SGI1R(sgi, cpus) ((sgi) << 24 | (cpus))

#define REG_ACTLR   "p15, 0, %0, c1, c0, 1"
#define REG_ID_PFR0 "p15, 0, %0, c0, c1, 0"
#define REG_ERRIDR  "p15, 0, %0, c5, c3, 0"
/* for the software's own use, and one of memory translation */
#define REG_TPIDRPRW   "p15, 0, %0, c13, c0, 4"
#define REG_CONTEXTIDR "p15, 0, %0, c13, c0, 1"
#define REG_PAR	       "p15, 0, %0, c7, c4, 0"

CMDLINE_BUFFER(256);

static volatile unsigned int received;

static void handle_irq(unsigned int irq)
{
	received += irq == SELF_SGI;
}

static void try_smc(void)
{
	EXPECT_EQUAL(smc_call(PSCI_VERSION, 0, 0, 0), PSCI_1_1);
	EXPECT_EQUAL(smc_call(PSCI_FEATURES, PSCI_CPU_ON, 0, 0), 0);
	EXPECT_EQUAL(smc_call(PSCI_FEATURES, UNKNOWN_PSCI, 0, 0), PSCI_NOT_SUPPORTED);
	EXPECT_EQUAL(smc_call(UNKNOWN_PSCI, 0, 0, 0), PSCI_NOT_SUPPORTED);
	EXPECT_EQUAL(smc_call(SMCCC_VERSION, 0, 0, 0), SMCCC_1_1);
	/* calls with arguments of 64 bits do not exist in this state */
	EXPECT_EQUAL(smc_call(PSCI_AFFINITY_INFO | PSCI_64, cpu_affinity(), 0, 0),
		     PSCI_NOT_SUPPORTED);
	EXPECT_EQUAL(psci_affinity_info(cpu_affinity()), PSCI_AFFINITY_ON);
	EXPECT_EQUAL(psci_affinity_info(FOREIGN_CPU), PSCI_DENIED);
	EXPECT_EQUAL(smp_start_cpu(FOREIGN_CPU, stop), PSCI_DENIED);
	EXPECT_EQUAL(smp_start_cpu(cpu_affinity(), stop), PSCI_ALREADY_ON);
}

/* Not executed with flags that say otherwise; neither may it change a register. */
static void try_conditional_smc(void)
{
	register u32 r0 asm("r0") = FOREIGN_SMC;

	asm volatile(".arch_extension sec; cmp r0, r0; smcne #0" : "+r"(r0) : : "cc", "memory");
	EXPECT_EQUAL(r0, FOREIGN_SMC);
}

static void try_hvc(void)
{
	EXPECT_EQUAL((int)jailhouse_call(UNKNOWN_HC), NO_SUCH_CALL);
	EXPECT_EQUAL((int)jailhouse_call(JAILHOUSE_HC_DISABLE), -1);
}

static void try_own_registers(void)
{
	write_sysreg(REG_TPIDRPRW, SECRET);
	EXPECT_EQUAL(read_sysreg(REG_TPIDRPRW), SECRET);
	write_sysreg(REG_CONTEXTIDR, SECRET);
	EXPECT_EQUAL(read_sysreg(REG_CONTEXTIDR), SECRET);
	write_sysreg(REG_PAR, SECRET);
	EXPECT_EQUAL(read_sysreg(REG_PAR), SECRET);
	if (RAS(read_sysreg(REG_ID_PFR0))) {
		EXPECT_EQUAL(read_sysreg(REG_ERRIDR), 0);
	}
}

/* Trapped: can be read, cannot be changed. */
static void try_actlr(void)
{
	u32 value = read_sysreg(REG_ACTLR);

	write_sysreg(REG_ACTLR, ~value);
	EXPECT_EQUAL(read_sysreg(REG_ACTLR), value);
}

/*
 * A trapped instruction in the middle of a block of conditions: those behind it
 * still run by their own.
 * @return: a bit for each addition that was executed
 */
__attribute__((target("thumb"), noinline)) static u32 block_of_conditions(u32 left, u32 right)
{
	u32 sum = 0, value;

	asm volatile("cmp %2, %3\n"
		     "ittee eq\n"
		     "mrceq p15, 0, %1, c1, c0, 1\n"
		     "addeq %0, #1\n"
		     "mrcne p15, 0, %1, c1, c0, 1\n"
		     "addne %0, #2\n"
		     "add %0, #4"
		     : "+r"(sum), "=&r"(value)
		     : "r"(left), "r"(right)
		     : "cc", "memory");
	return sum;
}

static void try_conditions(void)
{
	EXPECT_EQUAL(block_of_conditions(1, 1), 4 + 1);
	EXPECT_EQUAL(block_of_conditions(1, 2), 4 + 2);
}

static void try_sgis(void)
{
	u32 self = 1 << (cpu_affinity() & 0xf);
	unsigned int n;

	irq_enable(SELF_SGI);
	for (n = 1; n <= TRIES; n++) {
		gic_send_sgi(SELF_SGI, cpu_affinity());
		if (comm_region->gic_version == 3 && n == 1) {
			/* by an instruction whose condition does not hold: nothing is sent */
			asm volatile("cmp r0, r0; mcrrne p15, 0, %0, %1, c12"
				     :
				     : "r"(SGI1R(SELF_SGI, self)), "r"(0)
				     : "cc", "memory");
		}
		enable_irqs();
		asm volatile("isb");
		while (received < n) {
			cpu_relax();
		}
		disable_irqs();
	}
	EXPECT_EQUAL(received, TRIES);
}

static void try_all(void)
{
	irq_init(handle_irq);
	disable_irqs();
	try_smc();
	try_conditional_smc();
	try_hvc();
	try_own_registers();
	try_actlr();
	try_conditions();
	try_sgis();
	printk("AArch32: %s\n", all_passed ? "all passed" : "FAILED");
}

/* ---- what must not come back ---- */

static void left_to_implementations(void)
{
	(void)read_sysreg("p15, 0, %0, c15, c0, 0");
}

static void cache_control(void)
{
	(void)read_sysreg("p15, 1, %0, c9, c0, 2"); /* L2CTLR of Cortex-A57 */
}

static void sgi_of_group_0(void)
{
	asm volatile("mcrr p15, 2, %0, %1, c12" : : "r"(0), "r"(0) : "memory");
}

static void foreign_smc(void)
{
	smc_call(FOREIGN_SMC, 0, 0, 0);
}

static void foreign_hvc(void)
{
	asm volatile(".arch_extension virt; hvc #0x4a49" : : : "r0", "memory");
}

static void hyp_register(void)
{
	(void)read_sysreg("p15, 4, %0, c1, c1, 0"); /* HCR */
}

static void undefined(void)
{
	asm volatile("udf #0");
}

static void foreign_memory(void)
{
	map_range((void *)FOREIGN_MEMORY, PAGE_SIZE, MAP_UNCACHED);
	(void)mmio_read32((void *)FOREIGN_MEMORY);
}

static const struct {
	const char *name;
	void (*perform)(void);
} forbidden[] = {
	{ "c15", left_to_implementations },
	{ "c9", cache_control },
	{ "sgi0r", sgi_of_group_0 },
	{ "smc", foreign_smc },
	{ "hvc", foreign_hvc },
	{ "hyp", hyp_register },
	{ "undefined", undefined },
	{ "memory", foreign_memory },
};

void inmate_main(void)
{
	char buffer[16];
	const char *name = cmdline_parse_str("try", buffer, sizeof(buffer), "");
	unsigned int n;

	excp_reporting_init();
	for (n = 0; n < sizeof(forbidden) / sizeof(forbidden[0]); n++) {
		if (strcmp(forbidden[n].name, name) == 0) {
			printk("About to: %s\n", name);
			forbidden[n].perform();
			printk("SURVIVED %s\n", name);
		}
	}
	if (!*name) {
		try_all();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
