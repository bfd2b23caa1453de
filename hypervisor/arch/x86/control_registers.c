// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to CR0 that change more than TS and MP. The processor of AMD tells
 * only that there was one: the instruction is decoded here.
 */
#include <core/panic.h>
#include <asm/guest.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

#define MAX_INSTRUCTION 15

struct cr0_write {
	unsigned int length;
	unsigned int source; /* general register */
	bool is_mov;
};

static bool is_prefix(u8 byte)
{
	return byte == 0x66 || byte == 0x67 || byte == 0xf2 || byte == 0xf3 || byte == 0x2e ||
	       byte == 0x36 || byte == 0x3e || byte == 0x26 || byte == 0x64 || byte == 0x65;
}

/* MOV to CR0 is 0F 22 /0, LMSW 0F 01 /6, CLTS 0F 06. */
static bool parse(const u8 *bytes, unsigned int available, struct cr0_write *write)
{
	unsigned int n = 0;
	u8 rex = 0;

	while (n < available && is_prefix(bytes[n])) {
		n++;
	}
	if (n < available && vcpu_in_64bit_mode() && (bytes[n] & 0xf0) == 0x40) {
		rex = bytes[n++];
	}
	if (n + 3 > available || bytes[n] != 0x0f) {
		return false;
	}
	write->is_mov = bytes[n + 1] == 0x22 && !(rex & 4) && !(bytes[n + 2] & 0x38);
	write->source = (bytes[n + 2] & 7) | (rex & 1) << 3;
	write->length = n + 3;
	return write->is_mov || bytes[n + 1] == 0x01 || bytes[n + 1] == 0x06;
}

static bool cr0_valid(u64 value)
{
	u64 efer = vcpu_efer();

	if (value >> 32 || (value & X86_CR0_PG && !(value & X86_CR0_PE))) {
		return false;
	}
	if (value & X86_CR0_PG && !(vcpu_cr0() & X86_CR0_PG) && efer & EFER_LME) {
		return vcpu_cr4() & X86_CR4_PAE && !(vcpu_cs_attributes() & CS_LONG);
	}
	/* paging cannot be switched off in 64-bit mode */
	return value & X86_CR0_PG || !vcpu_in_64bit_mode();
}

static void set_cr0(u64 value)
{
	u64 efer = vcpu_efer() & ~EFER_LMA;

	if (value & X86_CR0_PG && efer & EFER_LME) {
		efer |= EFER_LMA;
	}
	vcpu_set_efer(efer);
	vcpu_set_cr0((value & ~X86_CR0_NW) | X86_CR0_ET);
}

bool handle_cr0(union guest_regs *regs)
{
	struct cr0_write write = { 0 };
	u8 bytes[MAX_INSTRUCTION];
	unsigned int available = guest_fetch(bytes, sizeof(bytes));
	u64 value;

	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_CR);
	if (!parse(bytes, available, &write)) {
		fatal("Unable to parse MOV-to-CR instruction");
		hint("%d instruction bytes could be read at RIP", available);
		return false;
	}
	if (!write.is_mov) {
		fatal("Unsupported CR access (LMSW or CLTS)");
		hint("cells change CR0 with MOV; LMSW may change TS and MP only");
		return false;
	}
	regs->rsp = vcpu_rsp();
	value = regs->by_index[write.source];
	if (!vcpu_in_64bit_mode()) {
		value = (u32)value;
	}
	if (!cr0_valid(value)) {
		vcpu_inject_exception(EXCEPTION_GP, true, 0);
		return true;
	}
	set_cr0(value);
	vcpu_skip(write.length);
	return true;
}
