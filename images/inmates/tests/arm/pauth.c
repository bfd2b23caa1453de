/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Authenticates pointers with keys of its own, again and again, while others do with theirs: the
 * keys stay what they are, a pointer that was signed is found to be genuine, and none is signed as
 * with another key.
 *   rounds=N   default 2000
 */

#include <inmate.h>
#include <gic.h>
#include <liveness.h>

#define ID_ISAR1      "ID_AA64ISAR1_EL1"
#define ISAR1_ADDRESS (0xffUL << 4) /* APA, API */
#define ID_ISAR2      "S3_0_C0_C6_2"
#define ISAR2_ADDRESS (0xfUL << 12) /* APA3 */
#define SCTLR_KEYS    (1UL << 31 | 1UL << 30 | 1UL << 27 | 1UL << 13)
#define PER_INTERRUPT 40
#define KEY(n)	      (0x0123456789abcdefUL * ((n) + 3))

static unsigned int failures;

static bool has_pauth(void)
{
	return read_sysreg(ID_ISAR1) & ISAR1_ADDRESS || read_sysreg(ID_ISAR2) & ISAR2_ADDRESS;
}

/* Low and high half of each: of instructions A and B, of data A and B, generic. */
static void set_keys(void)
{
	write_sysreg("S3_0_C2_C1_0", KEY(0));
	write_sysreg("S3_0_C2_C1_1", KEY(1));
	write_sysreg("S3_0_C2_C1_2", KEY(2));
	write_sysreg("S3_0_C2_C1_3", KEY(3));
	write_sysreg("S3_0_C2_C2_0", KEY(4));
	write_sysreg("S3_0_C2_C2_1", KEY(5));
	write_sysreg("S3_0_C2_C2_2", KEY(6));
	write_sysreg("S3_0_C2_C2_3", KEY(7));
	write_sysreg("S3_0_C2_C3_0", KEY(8));
	write_sysreg("S3_0_C2_C3_1", KEY(9));
	write_sysreg("SCTLR_EL1", read_sysreg("SCTLR_EL1") | SCTLR_KEYS);
	asm volatile("isb");
}

static void check_keys(void)
{
	failures += read_sysreg("S3_0_C2_C1_0") != KEY(0);
	failures += read_sysreg("S3_0_C2_C1_1") != KEY(1);
	failures += read_sysreg("S3_0_C2_C1_2") != KEY(2);
	failures += read_sysreg("S3_0_C2_C1_3") != KEY(3);
	failures += read_sysreg("S3_0_C2_C2_0") != KEY(4);
	failures += read_sysreg("S3_0_C2_C2_1") != KEY(5);
	failures += read_sysreg("S3_0_C2_C2_2") != KEY(6);
	failures += read_sysreg("S3_0_C2_C2_3") != KEY(7);
	failures += read_sysreg("S3_0_C2_C3_0") != KEY(8);
	failures += read_sysreg("S3_0_C2_C3_1") != KEY(9);
}

#define WITH(instruction, value, modifier)                                                         \
	({                                                                                         \
		unsigned long result_ = (value);                                                   \
		asm volatile(".arch armv8.3-a\n" instruction " %0, %1"                             \
			     : "+r"(result_)                                                       \
			     : "r"((unsigned long)(modifier)));                                    \
		result_;                                                                           \
	})

static unsigned long strip(unsigned long pointer)
{
	asm volatile(".arch armv8.3-a\nxpacd %0" : "+r"(pointer));
	return pointer;
}

/* Signed with each key it differs, stripped it does not, and each finds its own to be genuine. */
static unsigned int play_round(unsigned long pointer, unsigned long modifier)
{
	unsigned long signed_by[] = {
		WITH("pacia", pointer, modifier),
		WITH("pacib", pointer, modifier),
		WITH("pacda", pointer, modifier),
		WITH("pacdb", pointer, modifier),
	};
	unsigned int n, differ = 0;

	for (n = 0; n < 4; n++) {
		failures += strip(signed_by[n]) != pointer;
		differ += signed_by[n] != pointer && signed_by[n] != signed_by[(n + 1) % 4];
	}
	failures += WITH("autia", signed_by[0], modifier) != pointer;
	failures += WITH("autib", signed_by[1], modifier) != pointer;
	failures += WITH("autda", signed_by[2], modifier) != pointer;
	failures += WITH("autdb", signed_by[3], modifier) != pointer;
	return differ;
}

void inmate_main(void)
{
	unsigned int rounds = cmdline_parse_int("rounds", 2000), round, differ = 0;

	if (!has_pauth()) {
		printk("This CPU has no pointer authentication\n");
		stop();
	}
	set_keys();
	heartbeat_start();
	for (round = 0; round < rounds; round++) {
		differ += play_round((unsigned long)&failures + 8 * round, round);
		check_keys();
		if (round % PER_INTERRUPT == 0) {
			disable_irqs();
			wait_for_irq();
			enable_irqs();
		}
	}
	printk("Pointers were signed %u times, %s; %u failures\n", 4 * rounds,
	       differ > 3 * rounds ? "by each key differently" : "but not differently", failures);
	live_until_shutdown();
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
