// SPDX-License-Identifier: GPL-2.0-only
/*
 * What arm64 cells access that is not mapped. An input is struct abort: the registers of the exit,
 * and what the rest of the hypervisor answers.
 */
#include <stdarg.h>
#include <string.h>

#include <core/memory.h>
#include <core/panic.h>
#include <core/percpu.h>
#include <asm/arm64.h>

#include "target.h"

struct abort {
	u64 far, hpfar, par, elr, value;
	u32 esr, spsr;
	/** What a device answers, modulo 3; whether the address is emulated; data or instruction.
	 */
	u8 result, is_trapped, is_instruction, fill;
} __attribute__((packed));

u64 test_elr_el2, test_spsr_el2, test_esr_el2, test_actlr_el1;
u64 test_far_el2, test_hpfar_el2, test_par_el1;
u64 test_elr_el1, test_spsr_el1, test_esr_el1, test_vbar_el1, test_sctlr_el1, test_spsr_und;
struct arch_percpu *test_private;
struct percpu *test_public;

static struct abort now;
static struct mmio_access accessed;
static unsigned int accesses, lines;

void translate_for_guest(u64 virt, bool is_write)
{
	(void)virt, (void)is_write;
	test_par_el1 = now.par;
}

enum mmio_result mmio_dispatch(struct mmio_access *access)
{
	accesses++;
	accessed = *access;
	CLAIM(test_private->emulating, "an abort of the device would be the cell's fault");
	if (!access->is_write) {
		access->value = now.value;
	}
	if (now.result % 3 == MMIO_DENIED) {
		lines++;
	}
	return now.result % 3;
}

bool mmio_is_trapped(struct cell *cell, u64 address)
{
	(void)cell, (void)address;
	return now.is_trapped & 1;
}

void memory_explain(struct cell *cell, u64 address, u32 flag)
{
	(void)cell, (void)address;
	CLAIM(flag == JAILHOUSE_MEM_READ || flag == JAILHOUSE_MEM_WRITE ||
		      flag == JAILHOUSE_MEM_EXECUTE,
	      "one kind of access is explained");
	lines++;
}

void panic_begin(void)
{
}

void printk(const char *fmt, ...)
{
	char line[512];
	va_list args;

	va_start(args, fmt);
	CLAIM(vsnprintf(line, sizeof(line), fmt, args) < (int)sizeof(line), "lines are short");
	va_end(args);
	lines++;
}

void skip_instruction(void)
{
	test_elr_el2 += test_esr_el2 >> 25 & 1 ? 4 : 2;
}

static void check_access(const struct guest_regs *before)
{
	unsigned int reg = ISS_REGISTER(now.esr);

	CLAIM(now.esr & ISS_VALID, "without a syndrome there is nothing to emulate");
	CLAIM(!(now.esr & (ISS_CACHE | ISS_TABLE_WALK)), "neither is there of these");
	CLAIM(accessed.size == 1 || accessed.size == 2 || accessed.size == 4 || accessed.size == 8,
	      "an access has 1, 2, 4 or 8 bytes");
	CLAIM(accessed.is_write == !!(now.esr & ISS_WRITE), "its direction is the syndrome's");
	CLAIM((accessed.address & 0xfff) == (now.far & 0xfff), "its place in the page is kept");
	CLAIM(accessed.address >> 52 == 0, "an address has at most 52 bits");
	CLAIM(!accessed.is_write || accessed.value == (reg == 31 ? 0 : before->x[reg]),
	      "what is written is the register's");
}

static void check_registers(const struct guest_regs *before, const struct guest_regs *after,
			    bool is_loaded)
{
	unsigned int reg = ISS_REGISTER(now.esr);

	for (unsigned int n = 0; n < 31; n++) {
		CLAIM((is_loaded && n == reg) || before->x[n] == after->x[n],
		      "no other register changes");
	}
	if (is_loaded && reg < 31) {
		u64 mask = ~0ULL >> (64 - 8 * accessed.size);

		mask = now.esr & ISS_64BIT ? mask : (u32)mask;
		CLAIM((after->x[reg] & mask) == (now.value & mask),
		      "what is loaded is the device's");
		CLAIM(now.esr & ISS_64BIT || after->x[reg] >> 32 == 0,
		      "a register of 32 bits is cleared above");
		CLAIM(now.esr & ISS_SIGN_EXTEND || (after->x[reg] & ~mask) == 0,
		      "without a sign nothing is above");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arch_percpu private;
	static struct percpu public;
	static struct cell cell;
	struct guest_regs before, regs;
	enum trap_result result;
	bool is_loaded;

	if (size < sizeof(now)) {
		return 0;
	}
	memcpy(&now, data, sizeof(now));
	test_private = &private;
	test_public = &public;
	public.cell = &cell;
	private.emulating = false;
	test_far_el2 = now.far;
	test_hpfar_el2 = now.hpfar & 0xfffffffff0ULL;
	test_par_el1 = 0x1234;
	test_elr_el2 = now.elr;
	test_esr_el2 = now.esr;
	test_spsr_el2 = now.spsr;
	memset(&regs, 0, sizeof(regs));
	for (unsigned int n = 0; n < 31; n++) {
		regs.x[n] = 0x0123456789abcdefULL * (n + 1);
	}
	before = regs;
	accesses = lines = 0;
	result = now.is_instruction & 1 ? handle_instruction_abort(ESR_ISS(now.esr))
					: handle_data_abort(&regs, ESR_ISS(now.esr));
	CLAIM(result == TRAP_HANDLED || result == TRAP_FORBIDDEN, "an abort is done or forbidden");
	CLAIM(result == TRAP_HANDLED || lines > 0, "what is forbidden is reported");
	CLAIM(accesses <= 1, "an instruction accesses once");
	CLAIM(!private.emulating, "the emulation has ended");
	CLAIM(test_par_el1 == 0x1234, "the guest's own translation is given back");
	if (result == TRAP_HANDLED) {
		CLAIM(accesses == 1 && test_elr_el2 - now.elr <= 4 && test_elr_el2 != now.elr,
		      "what is done is behind the guest");
	} else {
		CLAIM(test_elr_el2 == now.elr, "what is forbidden is where the guest stays");
	}
	if (accesses) {
		check_access(&before);
	}
	is_loaded = result == TRAP_HANDLED && !accessed.is_write;
	check_registers(&before, &regs, is_loaded);
	return 0;
}
