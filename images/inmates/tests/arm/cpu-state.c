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
	X("mdccint_el1", 1 << 30)                                                                  \
	X("osdtrrx_el1", SECRET_32)                                                                \
	X("osdtrtx_el1", SECRET_32)                                                                \
	X("oseccr_el1", SECRET_32)                                                                 \
	X("osdlr_el1", 1)                                                                          \
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

/* what not every CPU has, by the names that older assemblers know */
#define KEYS(X)                                                                                    \
	X("S3_0_C2_C1_0", SECRET)                                                                  \
	X("S3_0_C2_C1_1", SECRET)                                                                  \
	X("S3_0_C2_C1_2", SECRET)                                                                  \
	X("S3_0_C2_C1_3", SECRET)                                                                  \
	X("S3_0_C2_C2_0", SECRET)                                                                  \
	X("S3_0_C2_C2_1", SECRET)                                                                  \
	X("S3_0_C2_C2_2", SECRET)                                                                  \
	X("S3_0_C2_C2_3", SECRET)                                                                  \
	X("S3_0_C2_C3_0", SECRET)                                                                  \
	X("S3_0_C2_C3_1", SECRET)
#define DISR   "S3_0_C12_C1_1"
#define ERRIDR "S3_0_C5_C3_0"
#define LORID  "S3_0_C10_C4_7"
#define LORC   "S3_0_C10_C4_3"
#define ZCR    "S3_0_C1_C2_0"
#define SMCR   "S3_0_C1_C2_6"
#define SVCR   "S3_3_C4_C2_2"
#define TPIDR2 "S3_3_C13_C0_5"

#define RAS(pfr0)    ((pfr0) >> 28 & 0xf)
#define LO(mmfr1)    ((mmfr1) >> 16 & 0xf)
#define SVE(pfr0)    ((pfr0) >> 32 & 0xf)
#define SME(pfr1)    ((pfr1) >> 24 & 0xf)
#define PAUTH(isar1) ((isar1)&0xff000ff0)

#define CPACR_ZEN  (3UL << 16)
#define CPACR_SMEN (3UL << 24)

#define OS_LOCKED   2
#define ALL_CLAIMS  0xff
#define LONGEST_SVE 256
#define LONGEST_ZCR 15

#define ALL_PREDICATES "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"
#define ALL_VECTORS                                                                                \
	"0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"

static u64 vectors[NUM_VECTORS][2] __attribute__((aligned(16)));
/* as long as the CPU's, one after the other; the predicates are an eighth as long */
static u64 scalable[NUM_VECTORS * LONGEST_SVE / 8] __attribute__((aligned(16)));
static u64 predicates[17 * LONGEST_SVE / 64] __attribute__((aligned(16)));
static bool clean = true;

static void expect_value(const char *name, unsigned int number, u64 found, u64 expected)
{
	if (found != expected) {
		clean = false;
		printk("%s (%u) holds %llx, expected %llx\n", name, number, found, expected);
	}
}

static void expect(const char *name, unsigned int number, u64 found)
{
	expect_value(name, number, found, 0);
}

#define LEAVE(name, secret)                                                                        \
	write_sysreg(name, secret);                                                                \
	count += read_sysreg(name) != 0;
#define CHECK(name, secret) expect(name, 0, read_sysreg(name));

/* ---- vectors of 128 bits ---- */

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

/* ---- scalable vectors ---- */

static bool has_sve(void)
{
	return SVE(read_sysreg("id_aa64pfr0_el1")) != 0;
}

static void leave_scalable(void)
{
	write_sysreg("cpacr_el1", read_sysreg("cpacr_el1") | CPACR_ZEN);
	write_sysreg(ZCR, LONGEST_ZCR);
	memset(scalable, 0x5e, sizeof(scalable));
	asm volatile(".arch_extension sve\n"
		     ".irp n, " ALL_VECTORS "\n"
		     "ldr z\\n, [%0, #\\n, mul vl]\n"
		     ".endr\n"
		     ".irp n, " ALL_PREDICATES "\n"
		     "ptrue p\\n\\().b\n"
		     ".endr\n"
		     "setffr"
		     :
		     : "r"(scalable)
		     : "memory");
}

/* The first predicate is stored before the one for first faults passes through it. */
static void check_scalable(void)
{
	write_sysreg("cpacr_el1", read_sysreg("cpacr_el1") | CPACR_ZEN);
	expect("ZCR_EL1", 0, read_sysreg(ZCR));
	write_sysreg(ZCR, LONGEST_ZCR);
	asm volatile(".arch_extension sve\n"
		     ".irp n, " ALL_VECTORS "\n"
		     "str z\\n, [%0, #\\n, mul vl]\n"
		     ".endr\n"
		     ".irp n, " ALL_PREDICATES "\n"
		     "str p\\n, [%1, #\\n, mul vl]\n"
		     ".endr\n"
		     "rdffr p0.b\n"
		     "str p0, [%1, #16, mul vl]"
		     :
		     : "r"(scalable), "r"(predicates)
		     : "memory");
	for (unsigned int n = 0; n < sizeof(scalable) / sizeof(scalable[0]); n++) {
		expect("part of a scalable vector", n, scalable[n]);
	}
	for (unsigned int n = 0; n < sizeof(predicates) / sizeof(predicates[0]); n++) {
		expect("part of a predicate", n, predicates[n]);
	}
}

/* ---- matrices ---- */

static bool has_sme(void)
{
	return SME(read_sysreg("id_aa64pfr1_el1")) != 0;
}

/* Streaming mode and the matrix stay on. */
static unsigned int leave_matrix(void)
{
	unsigned int count = 0;

	write_sysreg("cpacr_el1", read_sysreg("cpacr_el1") | CPACR_SMEN);
	LEAVE(SMCR, 1)
	LEAVE(TPIDR2, SECRET)
	LEAVE(SVCR, 3)
	return count;
}

static void check_matrix(void)
{
	write_sysreg("cpacr_el1", read_sysreg("cpacr_el1") | CPACR_SMEN);
	expect("SVCR", 0, read_sysreg(SVCR));
	expect("SMCR_EL1", 0, read_sysreg(SMCR));
	expect("TPIDR2_EL0", 0, read_sysreg(TPIDR2));
}

/* ---- all ---- */

static void leave(void)
{
	unsigned int count = 0;

	leave_vectors();
	REGISTERS(LEAVE)
	write_sysreg("dbgclaimset_el1", ALL_CLAIMS);
	count += read_sysreg("dbgclaimclr_el1") != 0;
	write_sysreg("oslar_el1", 0);
	count += !(read_sysreg("oslsr_el1") & OS_LOCKED);
	if (RAS(read_sysreg("id_aa64pfr0_el1"))) {
		LEAVE(DISR, 1)
	}
	if (PAUTH(read_sysreg("id_aa64isar1_el1"))) {
		KEYS(LEAVE)
	}
	if (has_sve()) {
		leave_scalable();
	}
	if (has_sme()) {
		count += leave_matrix();
	}
	printk("Secrets are in %u registers and the vectors\n", count);
}

static void check(void)
{
	/* before printing could use one */
	check_vectors();
	if (has_sme()) {
		check_matrix();
	}
	if (has_sve()) {
		check_scalable();
	}
	REGISTERS(CHECK)
	expect("DBGCLAIM", 0, read_sysreg("dbgclaimclr_el1"));
	expect_value("OSLSR_EL1.OSLK", 0, read_sysreg("oslsr_el1") & OS_LOCKED, OS_LOCKED);
	if (RAS(read_sysreg("id_aa64pfr0_el1"))) {
		expect("DISR_EL1", 0, read_sysreg(DISR));
		expect("ERRIDR_EL1", 0, read_sysreg(ERRIDR));
	}
	if (LO(read_sysreg("id_aa64mmfr1_el1"))) {
		write_sysreg(LORC, 1);
		expect("LORC_EL1", 0, read_sysreg(LORC));
		expect("LORID_EL1", 0, read_sysreg(LORID));
	}
	if (PAUTH(read_sysreg("id_aa64isar1_el1"))) {
		KEYS(CHECK)
	}
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
