/* SPDX-License-Identifier: GPL-2.0-only */

/* Ports, model-specific and control registers, and instructions of the processor. */

#include <asm/regs.h>
#include <arch_cpuid.h>
#include "../hostile.h"
#include "surfaces.h"

static u32 read_port(u16 port, unsigned int size)
{
	return size == 1 ? inb(port) : size == 2 ? inw(port) : inl(port);
}

static void write_port(u16 port, unsigned int size, u32 value)
{
	if (size == 1) {
		outb(value, port);
	} else if (size == 2) {
		outw(value, port);
	} else {
		outl(value, port);
	}
}

bool try_port(void)
{
	static const u16 known[] = { 0x20, 0x40,  0x60,	 0x64,	0x70,  0x71,  0x80,  0x92,
				     0xa1, 0x2f8, 0x3f8, 0x402, 0x510, 0x600, 0x604, 0x608,
				     0xb2, 0xcf8, 0xcf9, 0xcfc, 0xcff, 0x4d0, 0x3fd };
	u16 port = draw_bool() ? draw_of(known) : draw();
	unsigned int size = 1U << draw_below(3), kind = draw_below(5);
	u32 value = draw_value();
	u8 buffer[16] = { 0 };
	void *at = buffer;
	unsigned long count = 4;

	announce("%s %x, %u bytes, %x",
		 kind == 0	 ? "string from"
		 : kind == 1	 ? "string to"
		 : kind % 2 == 0 ? "read"
				 : "write",
		 port, size, value);
	if (kind == 0) {
		asm volatile("rep insb" : "+D"(at), "+c"(count) : "d"(port) : "memory");
	} else if (kind == 1) {
		asm volatile("rep outsb" : "+S"(at), "+c"(count) : "d"(port) : "memory");
	} else if (kind % 2 == 0) {
		return granted_with(read_port(port, size));
	} else {
		write_port(port, size, value);
	}
	return true;
}

/* ---- model-specific registers ---- */

static u32 draw_msr(void)
{
	static const u32 bases[] = { 0,		 0x170,	     0x200,	 0x400,	     0x800,
				     0xc0000080, 0xc0000100, 0xc0010000, 0xc0010010, 0xc0010110,
				     0xc0011000, 0x40000000, 0x4b564d00, 0x680,	     0xda0 };

	return draw_below(8) ? draw_of(bases) + draw_below(0x40) : draw_value();
}

bool try_msr(void)
{
	u32 msr = draw_msr();
	bool write = draw_bool();
	u64 value = msr == X2APIC_ICR ? draw_icr() : draw_value(), old;

	announce("%s %x, %llx", write ? "write" : "read", msr, value);
	if (!write) {
		return granted_with(read_msr(msr));
	}
	/* what can be read is put back; what can't be read can be written all the same */
	if (msr >= 0x800 && msr < 0x900) {
		write_msr(msr, value);
		return true;
	}
	old = read_msr(msr);
	write_msr(msr, value);
	write_msr(msr, old);
	return true;
}

bool try_cpuid(void)
{
	static const u32 bases[] = { 0, 0x40000000, 0x80000000, 0x8fffffff, 0xc0000000 };
	u32 leaf = draw_below(4) ? draw_of(bases) + draw_below(0x20) : draw(), sub = draw_value();

	announce("leaf %x, %x", leaf, sub);
	return granted_with(cpuid(leaf, sub).ecx);
}

/* ---- control registers ---- */

static bool try_cr0(u64 value)
{
	u64 old;

	asm volatile("mov %%cr0,%0" : "=r"(old));
	announce("write cr0, %llx", old ^ value);
	asm volatile("mov %0,%%cr0" : : "r"(old ^ value) : "memory");
	asm volatile("mov %0,%%cr0" : : "r"(old) : "memory");
	return true;
}

static bool try_cr4(u64 value)
{
	u64 old = read_cr4();

	announce("write cr4, %llx", old ^ value);
	write_cr4(old ^ value);
	write_cr4(old);
	return true;
}

/* A page walk through memory that is not the cell's. */
static bool try_cr3(u64 value)
{
	u64 old = read_cr3();

	announce("write cr3, %llx", value);
	asm volatile("mov %0,%%cr3" : : "r"(value) : "memory");
	asm volatile("mov %0,%%cr3" : : "r"(old) : "memory");
	return true;
}

static bool try_cr8(u64 value)
{
	announce("write cr8, %llx", value);
	asm volatile("mov %0,%%cr8" : : "r"(value) : "memory");
	asm volatile("mov %0,%%cr8" : : "r"(0UL) : "memory");
	return true;
}

static bool try_debug_register(u64 value)
{
	announce("write dr7, %llx", value);
	asm volatile("mov %0,%%dr7" : : "r"(value) : "memory");
	asm volatile("mov %0,%%dr7" : : "r"(0x400UL) : "memory");
	return true;
}

static bool try_extended(u64 value)
{
	u64 old = read_xcr0();

	announce("write xcr0, %llx", value);
	write_xcr0(value);
	write_xcr0(old);
	return true;
}

static bool try_machine_status(u64 value)
{
	announce("lmsw, %llx", value | 1);
	asm volatile("lmsw %0" : : "r"((u16)(value | 1)) : "memory");
	return true;
}

bool try_control(void)
{
	static bool (*const tries[])(u64 value) = {
		try_cr0, try_cr3,      try_cr4,
		try_cr4, try_cr8,      try_debug_register,
		try_cr0, try_extended, try_machine_status,
	};

	return draw_of(tries)(draw_value());
}

/* ---- instructions ---- */

#define INSTRUCTION(words)                                                                         \
	{                                                                                          \
		words "\xc3", sizeof(words)                                                        \
	}

/* Without operands in memory, or with RAX pointing to a trapped page. */
static const struct instruction {
	char code[8];
	u8 length;
} instructions[] = {
	INSTRUCTION("\x0f\x01\xd8"), /* vmrun */
	INSTRUCTION("\x0f\x01\xda"), /* vmload */
	INSTRUCTION("\x0f\x01\xdb"), /* vmsave */
	INSTRUCTION("\x0f\x01\xdc"), /* stgi */
	INSTRUCTION("\x0f\x01\xdd"), /* clgi */
	INSTRUCTION("\x0f\x01\xde"), /* skinit */
	INSTRUCTION("\x0f\x01\xdf"), /* invlpga */
	INSTRUCTION("\x0f\x01\xc1"), /* vmcall */
	INSTRUCTION("\x0f\x01\xc2"), /* vmlaunch */
	INSTRUCTION("\x0f\x01\xc4"), /* vmxoff */
	INSTRUCTION("\x0f\x01\xcf"), /* encls */
	INSTRUCTION("\x0f\x01\xf9"), /* rdtscp */
	INSTRUCTION("\x0f\x01\xfc"), /* clzero */
	INSTRUCTION("\x0f\x01\xfd"), /* rdpru */
	INSTRUCTION("\x0f\x01\xf8"), /* swapgs */
	INSTRUCTION("\x0f\x08"),     /* invd */
	INSTRUCTION("\x0f\x09"),     /* wbinvd */
	INSTRUCTION("\x0f\x33"),     /* rdpmc */
	INSTRUCTION("\x0f\x37"),     /* getsec */
	INSTRUCTION("\x0f\xaa"),     /* rsm */
	INSTRUCTION("\x0f\x06"),     /* clts */
	INSTRUCTION("\x0f\x07"),     /* sysret */
	INSTRUCTION("\x0f\x0b"),     /* ud2 */
	INSTRUCTION("\x0f\x0e"),     /* femms */
	INSTRUCTION("\x0f\xff"),     /* ud0 */
	INSTRUCTION("\xf1"),	     /* icebp */
	INSTRUCTION("\xcc"),	     /* int3 */
	INSTRUCTION("\xcd\x80"),     /* int 0x80 */
	INSTRUCTION("\xcd\x02"),     /* int 2 */
	INSTRUCTION("\x0f\x35"),     /* sysexit */
	INSTRUCTION("\x9b"),	     /* wait */
	INSTRUCTION("\x0f\x00\xd8"), /* ltr */
	INSTRUCTION("\x0f\x00\xd0"), /* lldt */
};

bool try_instruction(void)
{
	const struct instruction *instruction = &draw_of(instructions);
	u64 rax = draw_bool() ? draw_value() : draw_trapped(), rcx = draw_below(8);

	announce("%x %x %x, rax %llx, rcx %llx", (u8)instruction->code[0],
		 instruction->length > 2 ? (u8)instruction->code[1] : 0,
		 instruction->length > 3 ? (u8)instruction->code[2] : 0, rax, rcx);
	asm volatile("call *%2"
		     : "+a"(rax), "+c"(rcx)
		     : "r"(instruction->code)
		     : "memory", "cc", "rbx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11");
	return true;
}
