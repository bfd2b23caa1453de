/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Accesses trapped memory with every form of MOV: each opcode and width with
 * each data register, with each addressing mode, and across a page boundary.
 * Each instruction runs with known registers and memory; afterwards all
 * registers and the memory are compared with what the processor would do.
 */

#include "fault.h"
#include "mmio-forms.h"

#define PATTERN	     0x1122334455667788ULL
#define MAX_REPORTED 8

/* jmp *0(%rip) and the address behind it */
#define JUMP_LENGTH 14

extern u64 mmio_registers[NUM_REGS];
void mmio_execute(void *code);
extern char mmio_return[];

static u8 code_pages[2 * PAGE_SIZE] __attribute__((aligned(4096)));

/* the trapped 8 bytes, and the same memory without trap */
static unsigned long trapped;
static void *plain;
static bool full;

struct result {
	unsigned int tested, failed;
};

static struct result loads, stores;

static u64 low_bytes(u64 value, unsigned int width)
{
	return width >= 8 ? value : value & ((1ULL << (8 * width)) - 1);
}

/* Replace width bytes at the offset. */
static u64 replace(u64 old, u64 value, unsigned int offset, unsigned int width)
{
	u64 mask = low_bytes(~0ULL, width) << (8 * offset);

	return (old & ~mask) | ((value << (8 * offset)) & mask);
}

static u64 *data_register(const struct mmio_form *form, u64 *registers)
{
	if (form->insn->absolute) {
		return &registers[REG_RAX];
	}
	return &registers[mmio_is_high_byte(form) ? form->reg - 4 : form->reg];
}

/* What the instruction does to the registers. */
static void model_load(const struct mmio_form *form, u64 memory, u64 *registers)
{
	unsigned int offset = form->address - trapped;
	u64 value = low_bytes(memory >> (8 * offset), form->insn->width);
	u64 *reg = data_register(form, registers);

	if (form->insn->operand_width >= 4) {
		*reg = value;
	} else {
		*reg = replace(*reg, value, mmio_is_high_byte(form), form->insn->operand_width);
	}
}

/* What the instruction does to the memory. */
static u64 model_store(const struct mmio_form *form, u64 memory, u64 *registers)
{
	unsigned int offset = form->address - trapped;
	u64 value = *data_register(form, registers);

	if (form->insn->transfer == STORE_IMMEDIATE) {
		/* the processor extends the sign */
		value = (s64)(s32)form->immediate;
	} else if (mmio_is_high_byte(form)) {
		value >>= 8;
	}
	return replace(memory, value, offset, form->insn->width);
}

static void print_failure(const struct mmio_form *form, const u8 *code, unsigned int length)
{
	unsigned int n;

	printk("MMIO form %s failed, code", form->insn->name);
	for (n = 0; n < length; n++) {
		printk(" %02x", code[n]);
	}
	printk("\n");
}

static bool compare(const u64 *expected, u64 expected_memory, bool report)
{
	u64 memory = mmio_read64(plain);
	bool equal = memory == expected_memory;
	unsigned int n;

	if (!equal && report) {
		printk("  memory %llx, expected %llx\n", memory, expected_memory);
	}
	for (n = 0; n < NUM_REGS; n++) {
		if (mmio_registers[n] == expected[n]) {
			continue;
		}
		equal = false;
		if (report) {
			printk("  register %d %llx, expected %llx\n", n, mmio_registers[n],
			       expected[n]);
		}
	}
	return equal;
}

static void append_jump(u8 *code)
{
	static const u8 jump[] = { 0xff, 0x25, 0, 0, 0, 0 };
	u64 target = (u64)mmio_return;

	memcpy(code, jump, sizeof(jump));
	memcpy(code + sizeof(jump), &target, sizeof(target));
}

static void fill_registers(void)
{
	unsigned int n;

	for (n = 0; n < NUM_REGS; n++) {
		mmio_registers[n] = 0xa1b2c3d4e5f60718ULL ^ (n * 0x1f2f3f4f5f6f7f8fULL);
	}
}

static void run_form(const struct mmio_form *form, u8 *code)
{
	struct result *result = form->insn->transfer == LOAD ? &loads : &stores;
	u64 expected[NUM_REGS], memory = PATTERN;
	unsigned int length;

	fill_registers();
	length = mmio_encode(form, code, mmio_registers);
	append_jump(code + length);
	memcpy(expected, mmio_registers, sizeof(expected));
	if (form->insn->transfer == LOAD) {
		model_load(form, memory, expected);
	} else {
		memory = model_store(form, memory, expected);
	}

	mmio_write64(plain, PATTERN);
	mmio_execute(code);

	result->tested++;
	if (compare(expected, memory, false)) {
		return;
	}
	if (result->failed++ < MAX_REPORTED) {
		print_failure(form, code, length);
		compare(expected, memory, true);
	}
}

/* Base promises: no RSP and no AH..BH as data, no R8..R15 as index. */
static bool is_wanted(const struct mmio_form *form)
{
	bool uses_reg = !form->insn->absolute && form->insn->transfer != STORE_IMMEDIATE;

	if (!mmio_is_encodable(form)) {
		return false;
	}
	if (full) {
		return true;
	}
	return !form->insn->extended && !(uses_reg && form->reg == REG_RSP) &&
	       !mmio_is_high_byte(form) &&
	       !(form->mode.index != NO_INDEX && form->mode.index >= REG_R8);
}

static void try_form(struct mmio_form *form)
{
	/* vary the place within the 8 bytes and the value */
	unsigned int count = loads.tested + stores.tested;

	form->address = trapped + count * form->insn->width % 8;
	form->immediate = 0x87654321 + count * 0x01030507;
	if (is_wanted(form)) {
		run_form(form, code_pages);
	}
}

static void try_registers(const struct mmio_insn *insn)
{
	struct mmio_form form = { .insn = insn };
	unsigned int reg;

	form.mode.kind = BASE_REGISTER;
	form.mode.index = NO_INDEX;
	form.mode.disp_size = 1;
	for (reg = 0; reg < NUM_REGS; reg++) {
		form.reg = reg;
		/* the data register may be the base register, too */
		form.mode.base = REG_RBX;
		form.force_rex = false;
		try_form(&form);
		form.force_rex = true;
		try_form(&form);
		form.mode.base = (reg + 1) % NUM_REGS;
		try_form(&form);
	}
}

static void try_displacements(struct mmio_form *form)
{
	static const u8 sizes[] = { 0, 1, 4 };
	unsigned int n;

	for (n = 0; n < sizeof(sizes); n++) {
		form->mode.disp_size = sizes[n];
		form->mode.negative_disp = false;
		try_form(form);
		form->mode.negative_disp = true;
		try_form(form);
	}
}

static void try_indexes(struct mmio_form *form)
{
	unsigned int index;

	/* all indexes with one scale, all scales with one index */
	for (index = 0; index < NUM_REGS; index++) {
		form->mode.index = index;
		form->mode.scale = index & 3;
		try_displacements(form);
	}
	form->mode.index = REG_RSI;
	for (form->mode.scale = 0; form->mode.scale < 4; form->mode.scale++) {
		try_displacements(form);
	}
}

static void try_modes(const struct mmio_insn *insn, bool address_32)
{
	struct mmio_form form = { .insn = insn, .reg = REG_RDX };
	unsigned int base;

	form.mode.address_32 = address_32;
	for (base = 0; base < NUM_REGS; base++) {
		form.mode.kind = BASE_REGISTER;
		form.mode.base = base;
		try_indexes(&form);
	}
	form.mode.kind = BASE_NONE;
	try_indexes(&form);
	form.mode.kind = BASE_RIP;
	form.mode.index = NO_INDEX;
	try_form(&form);
}

/* The instruction's bytes lie on two pages, split at every place. */
static void try_page_crossing(const struct mmio_insn *insn)
{
	struct mmio_form form = { .insn = insn, .reg = REG_RDX, .address = trapped };
	unsigned int before;

	form.mode.kind = BASE_REGISTER;
	form.mode.base = REG_RBX;
	form.mode.index = REG_RSI;
	form.mode.disp_size = 4;
	if (!is_wanted(&form)) {
		return;
	}
	for (before = 1; before < MMIO_MAX_LENGTH; before++) {
		run_form(&form, code_pages + PAGE_SIZE - before);
	}
}

static void try_absolute(const struct mmio_insn *insn)
{
	struct mmio_form form = { .insn = insn };
	unsigned int n;

	form.mode.index = NO_INDEX;
	for (n = 0; n < 8; n++) {
		form.mode.address_32 = false;
		try_form(&form);
		form.mode.address_32 = true;
		try_form(&form);
	}
}

static void print_verdict(const char *name, const struct result *result)
{
	printk("MMIO %s test %s: %u forms, %u failed\n", name, result->failed ? "FAILED" : "passed",
	       result->tested, result->failed);
}

void fault_mmio_all(void)
{
	unsigned int n;
	char forms[8];

	full = strcmp(cmdline_parse_str("forms", forms, sizeof(forms), ""), "full") == 0;
	trapped = (unsigned long)param_address(TRAPPED_REGION);
	/* without another view of the memory it is set and checked through the trap */
	plain = (void *)param("alias", trapped);

	for (n = 0; n < mmio_num_insns; n++) {
		const struct mmio_insn *insn = &mmio_insns[n];

		if (insn->absolute) {
			try_absolute(insn);
			continue;
		}
		try_registers(insn);
		try_modes(insn, false);
		try_modes(insn, true);
		try_page_crossing(insn);
	}
	print_verdict("read", &loads);
	print_verdict("write", &stores);
}
