/* SPDX-License-Identifier: GPL-2.0-only */

/* System registers, calls to firmware, the interrupt controller, and odd instructions. */

#include <gic.h>
#include <psci.h>
#include "../hostile.h"

#define GICD	  0x08000000UL
#define PART_PAGE 0x130000UL /* registers of the cell's own, a part of a page */

/* Slots of the cells' memory, as the machine's board has them: 2 MiB each. */
#define SLOT(n)	   (0x7b400000ULL + (n)*0x200000ULL)
#define SLOT_PAGES 512

const struct window arch_windows[] = {
	{ 0x00101000, 0x4f },	  /* behind the program: regions of its own, and nothing */
	{ 0x08000000, 0x200 },	  /* interrupt controller */
	{ 0x09000000, 0x50 },	  /* UARTs, clock, GPIO */
	{ 0x09800000, 0x110 },	  /* PCI configuration of the only bus, and what follows */
	{ 0x0a000000, 0x10 },	  /* transports */
	{ 0x3eff0000, 0x10 },	  /* ports of PCI */
	{ 0x40000000, 0x200 },	  /* Linux */
	{ 0x7ae00000, 0x600 },	  /* the hypervisor's */
	{ SLOT(6), SLOT_PAGES },  /* a neighbour that runs, tick-1 */
	{ SLOT(25), SLOT_PAGES }, /* the cell's own, by the machine's addresses */
	{ SLOT(36), 0x200 },	  /* links of others */
	{ 0x80001000, 0x10 },	  /* behind the communication region */
	{ 0xff000000, 0x40 },	  /* its link's registers, and what follows */
	{ 0x4010000000, 0x10 },	  /* configuration space of PCI */
	{ 0x8000000000, 0x10 },	  /* devices behind it */
};
const unsigned int arch_num_windows = ARRAY_SIZE(arch_windows);

const unsigned long arch_trapped[] = { GICD, 0x09800000, PART_PAGE };
const unsigned int arch_num_trapped = ARRAY_SIZE(arch_trapped);

/* ---- instructions that are put together ---- */

static u32 code[2] __attribute__((aligned(64)));

#define RET	   0xd65f03c0
#define CACHE_LINE 64 /* or more */

/* @value is what x0 and x1 hold, @data x2 and x3. @return: x1 */
static u64 run_at(unsigned long at, u64 value, u64 data)
{
	register u64 x0 asm("x0") = value;
	register u64 x1 asm("x1") = value;
	register u64 x2 asm("x2") = data;
	register u64 x3 asm("x3") = data;

	asm volatile("blr %4"
		     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
		     : "r"(at)
		     : "x4", "x5", "x30", "memory", "cc");
	return x1;
}

void arch_sync_code(const void *start, unsigned long size)
{
	unsigned long at = (unsigned long)start;

	for (; at < (unsigned long)start + size; at += CACHE_LINE) {
		asm volatile("dc cvau, %0" : : "r"(at) : "memory");
	}
	asm volatile("dsb ish; ic iallu; dsb ish; isb" : : : "memory");
}

static u64 run_instruction(u32 word, u64 value, u64 data)
{
	code[0] = word;
	code[1] = RET;
	arch_sync_code(code, sizeof(code));
	return run_at((unsigned long)code, value, data);
}

/* ---- system registers ---- */

#define MRS 0xd5200000
#define MSR 0xd5000000
#define REGISTER(op0, op1, n, m, op2)                                                              \
	((op0) << 19 | (op1) << 16 | (n) << 12 | (m) << 8 | (op2) << 5)

/* What the cell's own program stands on; writing to them would prove nothing. */
static bool is_own_ground(u32 reg)
{
	static const u32 ground[] = {
		REGISTER(3, 0, 1, 0, 0),  /* SCTLR */
		REGISTER(3, 0, 2, 0, 0),  /* TTBR0 */
		REGISTER(3, 0, 2, 0, 2),  /* TCR */
		REGISTER(3, 0, 10, 2, 0), /* MAIR */
		REGISTER(3, 0, 12, 0, 0), /* VBAR */
		REGISTER(3, 0, 12, 0, 2), /* RMR */
		REGISTER(3, 0, 4, 2, 0),  /* SPSel */
		REGISTER(3, 3, 4, 2, 1),  /* DAIF */
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(ground); n++) {
		if (ground[n] == reg) {
			return true;
		}
	}
	return false;
}

/* Registers that there are: op0, op1, CRn, CRm, op2. */
static const u8 known_registers[][5] = {
	/* interrupt controller */
	{ 3, 0, 12, 11, 5 },
	{ 3, 0, 12, 11, 6 },
	{ 3, 0, 12, 11, 7 },
	{ 3, 0, 12, 11, 1 },
	{ 3, 0, 12, 8, 0 },
	{ 3, 0, 12, 8, 1 },
	{ 3, 0, 12, 12, 0 },
	{ 3, 0, 12, 12, 1 },
	{ 3, 0, 12, 12, 4 },
	{ 3, 0, 12, 12, 5 },
	{ 3, 0, 12, 12, 6 },
	{ 3, 0, 12, 12, 7 },
	{ 3, 0, 4, 6, 0 },
	{ 3, 0, 12, 8, 4 },
	{ 3, 0, 12, 9, 0 },
	{ 3, 0, 12, 12, 3 },
	/* timers and counters */
	{ 3, 0, 14, 1, 0 },
	{ 3, 3, 14, 0, 1 },
	{ 3, 3, 14, 2, 0 },
	{ 3, 3, 14, 2, 1 },
	{ 3, 3, 14, 2, 2 },
	{ 3, 3, 14, 3, 1 },
	{ 3, 3, 14, 3, 2 },
	{ 3, 3, 9, 12, 0 },
	{ 3, 3, 9, 12, 1 },
	{ 3, 3, 9, 13, 0 },
	{ 3, 3, 9, 14, 0 },
	{ 3, 0, 9, 14, 1 },
	/* identification, control, threads, faults */
	{ 3, 0, 0, 0, 0 },
	{ 3, 0, 0, 0, 5 },
	{ 3, 0, 0, 4, 0 },
	{ 3, 1, 0, 0, 1 },
	{ 3, 2, 0, 0, 0 },
	{ 3, 3, 0, 0, 1 },
	{ 3, 0, 1, 0, 1 },
	{ 3, 0, 1, 0, 2 },
	{ 3, 0, 13, 0, 1 },
	{ 3, 0, 13, 0, 4 },
	{ 3, 3, 13, 0, 2 },
	{ 3, 3, 13, 0, 3 },
	{ 3, 0, 6, 0, 0 },
	{ 3, 0, 5, 2, 0 },
	{ 3, 0, 5, 1, 0 },
	{ 3, 0, 7, 4, 0 },
	{ 3, 0, 10, 3, 0 },
	{ 3, 0, 10, 4, 3 },
	{ 3, 3, 4, 4, 0 },
	{ 3, 0, 2, 0, 1 },
	/* debugging */
	{ 2, 0, 1, 0, 4 },
	{ 2, 0, 1, 1, 4 },
	{ 2, 0, 0, 2, 2 },
	{ 2, 0, 0, 0, 4 },
	{ 2, 0, 0, 0, 5 },
	{ 2, 0, 0, 0, 7 },
	{ 2, 0, 0, 2, 0 },
	{ 2, 3, 0, 5, 0 },
	{ 2, 0, 1, 4, 4 },
	{ 2, 0, 7, 14, 6 },
	/* the hypervisor's and the firmware's */
	{ 3, 4, 1, 1, 0 },
	{ 3, 4, 2, 1, 0 },
	{ 3, 4, 12, 0, 0 },
	{ 3, 4, 1, 0, 0 },
	{ 3, 4, 12, 11, 0 },
	{ 3, 4, 12, 12, 0 },
	{ 3, 4, 14, 1, 0 },
	{ 3, 4, 14, 0, 3 },
	{ 3, 4, 13, 0, 2 },
	{ 3, 6, 1, 1, 0 },
	/* of implementations */
	{ 3, 1, 15, 2, 0 },
	{ 3, 1, 15, 2, 1 },
	{ 3, 1, 11, 0, 2 },
	{ 3, 1, 15, 3, 0 },
};

static void draw_register(u8 fields[5])
{
	static const u8 groups[] = { 0, 0, 0, 1, 3, 3, 4, 5, 6, 7 };
	static const u8 rows[] = { 0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15 };
	unsigned int known = draw_below(ARRAY_SIZE(known_registers));

	if (draw_below(4)) {
		memcpy(fields, known_registers[known], 5);
		return;
	}
	fields[0] = 2 + (draw_below(4) != 0);
	fields[1] = draw_of(groups);
	fields[2] = draw_of(rows);
	fields[3] = draw_below(16);
	fields[4] = draw_below(8);
}

static bool try_system_register(void)
{
	u64 value = draw_value();
	bool write = draw_bool();
	u8 f[5];
	u32 reg;

	draw_register(f);
	reg = REGISTER(f[0], f[1], f[2], f[3], f[4]);
	write = write && !is_own_ground(reg);
	announce("%s s%u_%u_c%u_c%u_%u, %llx", write ? "write" : "read", f[0], f[1], f[2], f[3],
		 f[4], value);
	value = run_instruction((write ? MSR : MRS) | reg | 1, value, 0);
	return write || granted_with(value);
}

/* Caches, translations and their like, with addresses of others. */
static bool try_system_instruction(void)
{
	/* op1, CRn, CRm, op2 of those that there are */
	static const u8 known[][4] = {
		{ 0, 7, 6, 2 },	 { 0, 7, 10, 2 }, { 0, 7, 14, 2 }, { 0, 7, 6, 1 }, { 3, 7, 4, 1 },
		{ 3, 7, 10, 1 }, { 3, 7, 11, 1 }, { 3, 7, 14, 1 }, { 0, 7, 5, 0 }, { 0, 7, 1, 0 },
		{ 3, 7, 5, 1 },	 { 0, 7, 8, 0 },  { 0, 7, 8, 1 },  { 0, 7, 8, 2 }, { 4, 7, 8, 4 },
		{ 0, 8, 7, 0 },	 { 0, 8, 3, 0 },  { 0, 8, 7, 1 },  { 0, 8, 7, 2 }, { 4, 8, 7, 4 },
		{ 4, 8, 7, 6 },	 { 4, 8, 4, 1 },  { 4, 8, 7, 0 },  { 6, 8, 7, 0 },
	};
	unsigned int which = draw_below(ARRAY_SIZE(known));
	bool result = draw_below(8) == 0;
	u64 address = draw_trapped();
	u8 f[4];

	if (draw_below(4)) {
		memcpy(f, known[which], sizeof(f));
	} else {
		f[0] = draw_below(8);
		f[1] = 7 + draw_below(2);
		f[2] = draw_below(16);
		f[3] = draw_below(8);
	}
	reach(address);
	announce("%s #%u, c%u, c%u, #%u, %llx", result ? "sysl" : "sys", f[0], f[1], f[2], f[3],
		 address);
	run_instruction((result ? MRS : MSR) | REGISTER(1, f[0], f[1], f[2], f[3]) | 1, address, 0);
	return true;
}

/* ---- calls ---- */

/* What ends the cell's only CPU by its own wish. */
static bool is_own_end(u32 function)
{
	static const u32 ends[] = { PSCI_CPU_OFF, PSCI_CPU_SUSPEND, PSCI_CPU_SUSPEND | PSCI_64,
				    PSCI_SYSTEM_OFF, PSCI_SYSTEM_RESET };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(ends); n++) {
		if (ends[n] == function) {
			return true;
		}
	}
	return false;
}

static bool try_call(void)
{
	static const u32 bases[] = { 0x80000000, 0x84000000, 0xc4000000, 0x86000000, 0xc6000000,
				     0x82000000, 0xb0000000, 0xbf00ff00, 0x00000000, 0x8400ff00 };
	u32 function = draw_below(8) ? draw_of(bases) + draw_below(0x20) : draw_value();
	bool secure = draw_bool();
	u64 first = draw_value(), second = draw_value();
	register u64 x0 asm("x0"), x1 asm("x1"), x2 asm("x2"), x3 asm("x3");

	function = is_own_end(function) ? PSCI_FEATURES : function;
	announce("%s %x, %llx %llx", secure ? "smc" : "hvc", function, first, second);
	x0 = function;
	x1 = first;
	x2 = second;
	x3 = 0;
	if (secure) {
		asm volatile("smc #0"
			     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			     :
			     : "memory", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
			       "x13", "x14", "x15", "x16", "x17");
	} else {
		asm volatile("hvc #0"
			     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			     :
			     : "memory", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
			       "x13", "x14", "x15", "x16", "x17");
	}
	return (long)x0 >= 0;
}

/* Calls by other numbers than the one that is known. */
static bool try_call_number(void)
{
	u32 number = draw() & 0xffff, function = draw_value();
	bool secure = draw_bool();

	function = is_own_end(function) ? PSCI_FEATURES : function;
	announce("%s #%x, %x", secure ? "smc" : "hvc", number, function);
	run_instruction((secure ? 0xd4000003 : 0xd4000002) | number << 5, function, 0);
	return true;
}

static bool try_firmware(void)
{
	return draw_below(4) ? try_call() : try_call_number();
}

/* ---- devices ---- */

/* Where it reads without an effect, what a write left is told. */
static bool try_gic(void)
{
	unsigned long base = GICD, length = 0x10000;
	struct register_try try;

	switch (draw_below(comm_region->gic_version == 3 ? 3 : 2)) {
	case 0:
		length = draw_bool() ? 0x1000 : 0x10000;
		break;
	case 1:
		base = comm_region->gic_version == 3 ? 0x080a0000 : 0x08010000;
		length = comm_region->gic_version == 3 ? 0x80000 : 0x2000;
		break;
	default:
		base = 0x080a0000 + GICR_FRAME_SIZE * draw_below(5);
		length = 0x200;
		break;
	}
	try = draw_register_try(base, length);
	if (!try_register("GIC", &try)) {
		return false;
	}
	if (try.write && base == GICD && try.size == 4 && try.address % 4 == 0) {
		return granted_with(mmio_read32((void *)try.address));
	}
	return true;
}

static bool try_pci(void)
{
	return try_registers("PCI", draw_bool() ? 0x09890000UL : 0x09800000UL,
			     draw_bool() ? 0x100 : 0x100000);
}

/* Loads and stores of registers 2 and 3 at [x1]. */
static const u32 odd_accesses[] = {
	0xa9400c22, /* ldp x2, x3, [x1] */
	0xa9000c22, /* stp x2, x3, [x1] */
	0x29400c22, /* ldp w2, w3, [x1] */
	0xf8408422, /* ldr x2, [x1], #8 */
	0xb8404422, /* ldr w2, [x1], #4 */
	0xb8004c22, /* str w2, [x1, #4]! */
	0x885f7c22, /* ldxr w2, [x1] */
	0x88037c22, /* stxr w3, w2, [x1] */
	0x88dffc22, /* ldar w2, [x1] */
	0x889ffc22, /* stlr w2, [x1] */
	0xb8a30022, /* ldadda w3, w2, [x1] */
	0x88a37c22, /* cas w3, w2, [x1] */
	0x3dc00022, /* ldr q2, [x1] */
	0x3d800022, /* str q2, [x1] */
	0x0c407022, /* ld1 {v2.8b}, [x1] */
	0x4c9f2022, /* st1 {v2.16b..v5.16b}, [x1], #64 */
	0xd50b7421, /* dc zva, x1 */
	0xd50b7e21, /* dc civac, x1 */
	0xd5087621, /* dc ivac, x1 */
	0xf9800020, /* prfm pldl1keep, [x1] */
	0xb8400022, /* ldur w2, [x1] */
	0xb8401022, /* ldur w2, [x1, #1] */
	0x78401022, /* ldurh w2, [x1, #1] */
	0xb9800022, /* ldrsw x2, [x1] */
	0x39c00022, /* ldrsb w2, [x1] */
	0xb8400822, /* ldtr w2, [x1] */
	0xb8000822, /* sttr w2, [x1] */
	0xf9400022, /* ldr x2, [x1] */
	0xf9000022, /* str x2, [x1] */
	0xb900003f, /* str wzr, [x1] */
	0xb940003f, /* ldr wzr, [x1] */
};

static bool try_encoding(void)
{
	u32 word = draw_of(odd_accesses);
	u64 address = draw_trapped() + draw_below(0x100), value = draw_value();

	reach(address);
	announce("%x, x1 %llx, %llx", word, address, value);
	run_instruction(word, address, value);
	return true;
}

/* ---- for code that changes ---- */

const u8 arch_return[] = { 0xc0, 0x03, 0x5f, 0xd6 };
const unsigned int arch_return_size = sizeof(arch_return);

void arch_draw_code(u8 *at, bool usual, char *text)
{
	/* ldr and str of 8, 4, 2 and 1 bytes, of register 2 at [x1] */
	static const u32 moves[] = { 0xf9400022, 0xf9000022, 0xb9400022, 0xb9000022,
				     0x79400022, 0x79000022, 0x39400022, 0x39000022 };
	u32 word = usual ? draw_of(moves) : draw_of(odd_accesses);
	unsigned int n;

	memcpy(at, &word, sizeof(word));
	for (n = 0; n < 8; n++) {
		text[n] = "0123456789abcdef"[word >> (28 - 4 * n) & 15];
	}
	text[n] = 0;
}

void arch_run_code(unsigned long at, unsigned long target)
{
	run_at(at, target, 0);
}

/* Registers that do not exist: any word of the space, but not what waits. */
static bool try_instruction(void)
{
	static const u32 words[] = {
		0xd4400000, /* hlt #0 */
		0xd4200000, /* brk #0 */
		0xd4a00001, /* dcps1 */
		0xd4a00002, /* dcps2 */
		0xd4a00003, /* dcps3 */
		0xd6bf03e0, /* drps */
		0x00000000, /* udf #0 */
		0xd503233f, /* paciasp */
		0xd50320ff, /* hint #7 */
		0xd5033fdf, /* isb */
		0xd503305f, /* clrex */
		0xd5087900, /* at s1e1rp, x0 */
		0xd50c7800, /* at s1e2r, x0 */
		0xd50c871f, /* tlbi alle2 */
		0xd50c83df, /* tlbi vmalls12e1is */
		0xd50c839f, /* tlbi alle1is */
		0xd4000021, /* svc #1 */
	};
	u32 word = draw_of(words);

	announce("%x", word);
	run_instruction(word, draw_value(), 0);
	return true;
}

const struct surface arch_surfaces[] = {
	{ "sysreg", try_system_register },
	{ "sys", try_system_instruction },
	{ "smc", try_firmware },
	{ "gic", try_gic },
	{ "pci", try_pci },
	{ "instruction", try_instruction },
	{ "encoding", try_encoding },
	{ NULL, NULL },
};
