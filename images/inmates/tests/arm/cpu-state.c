/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What a CPU carries from one cell to the next: "leave" fills registers with
 * secrets and stops, "check" says of each register whether it holds what it
 * holds after a reset. Registers that the start-up code sets are left out.
 */

#include <inmate.h>

#define SECRET	    0x5ec2e75ec2e4
#define SECRET_32   0x5ec2e7
#define NUM_VECTORS 32

CMDLINE_BUFFER(256);

/* name, a secret that fits into it */
#define REGISTERS(X)                                                                               \
	X("tpidr_el0", SECRET)                                                                     \
	X("tpidrro_el0", SECRET)                                                                   \
	X("tpidr_el1", SECRET)                                                                     \
	X("contextidr_el1", SECRET_32)                                                             \
	X("ttbr1_el1", SECRET)                                                                     \
	X("amair_el1", SECRET)                                                                     \
	X("csselr_el1", 2)                                                                         \
	X("par_el1", SECRET)                                                                       \
	X("far_el1", SECRET)                                                                       \
	X("esr_el1", SECRET_32)                                                                    \
	X("afsr0_el1", SECRET_32)                                                                  \
	X("afsr1_el1", SECRET_32)                                                                  \
	X("elr_el1", SECRET)                                                                       \
	X("spsr_el1", SECRET_32)                                                                   \
	X("sp_el0", SECRET)                                                                        \
	X("cntkctl_el1", 0x303)                                                                    \
	X("cntv_cval_el0", SECRET)                                                                 \
	X("mdscr_el1", 1 << 12)                                                                    \
	X("dbgbvr0_el1", SECRET)                                                                   \
	X("dbgbvr1_el1", SECRET)                                                                   \
	X("dbgbvr5_el1", SECRET)                                                                   \
	X("dbgwvr0_el1", SECRET)                                                                   \
	X("dbgwvr3_el1", SECRET)                                                                   \
	X("pmselr_el0", 3)                                                                         \
	X("pmuserenr_el0", 5)                                                                      \
	X("pmccntr_el0", SECRET)                                                                   \
	X("pmccfiltr_el0", 1UL << 31)                                                              \
	X("pmevcntr0_el0", SECRET_32)                                                              \
	X("pmevtyper0_el0", 0x11)                                                                  \
	X("pmevcntr3_el0", SECRET_32)                                                              \
	X("pmevtyper3_el0", 0x11)                                                                  \
	X("fpcr", 1 << 24)                                                                         \
	X("fpsr", 0x1f)

#define ALL_VECTORS                                                                                \
	"0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"

static u64 vectors[NUM_VECTORS][2] __attribute__((aligned(16)));
static bool clean = true;

static void expect(const char *name, unsigned int number, u64 found)
{
	if (found != 0) {
		clean = false;
		printk("%s (%u) holds %llx, expected 0\n", name, number, found);
	}
}

static void leave_vectors(void)
{
	for (unsigned int n = 0; n < NUM_VECTORS; n++) {
		vectors[n][0] = SECRET + n;
		vectors[n][1] = ~SECRET;
	}
	asm volatile(".arch_extension fp\n"
		     ".irp n, " ALL_VECTORS "\n"
		     "ldr q\\n, [%0, #16 * \\n]\n"
		     ".endr"
		     :
		     : "r"(vectors)
		     : "memory");
}

static void check_vectors(void)
{
	asm volatile(".arch_extension fp\n"
		     ".irp n, " ALL_VECTORS "\n"
		     "str q\\n, [%0, #16 * \\n]\n"
		     ".endr"
		     :
		     : "r"(vectors)
		     : "memory");
	for (unsigned int n = 0; n < NUM_VECTORS; n++) {
		expect("low half of a vector", n, vectors[n][0]);
		expect("high half of a vector", n, vectors[n][1]);
	}
}

static void leave(void)
{
	unsigned int count = 0;

#define LEAVE(name, secret)                                                                        \
	write_sysreg(name, secret);                                                                \
	count += read_sysreg(name) != 0;

	leave_vectors();
	REGISTERS(LEAVE)
	printk("Secrets are in %u registers and the vectors\n", count);
}

static void check(void)
{
#define CHECK(name, secret) expect(name, 0, read_sysreg(name));

	/* before printing could use one */
	check_vectors();
	REGISTERS(CHECK)
	printk("CPU state is %s\n", clean ? "clean" : "NOT clean");
}

void inmate_main(void)
{
	char mode[8];

	excp_reporting_init();
	if (strcmp(cmdline_parse_str("mode", mode, sizeof(mode), ""), "leave") == 0) {
		leave();
	} else {
		check();
	}
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
