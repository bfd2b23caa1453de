/* SPDX-License-Identifier: GPL-2.0-only */

/* PCI configuration, and instructions on trapped pages. */

#include "../hostile.h"
#include "surfaces.h"

#define LOCAL_APIC 0xfee00000UL
#define IO_APIC	   0xfec00000UL
#define MMCONFIG   0xb0000000UL
#define PART_PAGE  0x130000UL /* registers of the cell's own, a part of a page */

#define PCI_ADDRESS 0xcf8
#define PCI_DATA    0xcfc

/* Slots of the cells' memory, as the machine's board has them: 2 MiB each. */
#define SLOT(n)	   (0x3a600000 + (n)*0x200000)
#define SLOT_PAGES 512

const struct window arch_windows[] = {
	{ 0x00101000, 0x2ff }, /* behind the program: regions of its own, and Linux' first memory */
	{ 0x3a000000, 0x600 }, /* the hypervisor's */
	{ SLOT(6), SLOT_PAGES },  /* a neighbour that runs, tick-1 */
	{ SLOT(25), SLOT_PAGES }, /* the cell's own, by the machine's addresses */
	{ SLOT(36), 0x200 },	  /* links of others */
	{ 0xb0000000, 0x100 },	  /* PCI configuration of the first bus */
	{ 0xfe000000, 0xef0 },	  /* registers: AHCI, IOAPIC, HPET, IOMMU, local APIC */
	{ 0xff000000, 0x40 },	  /* its link's registers, and what follows */
	{ 0xfffc0000, 0x40 },	  /* flash */
	{ 0x100000000, 0x10 },	  /* behind 4 GiB */
};
const unsigned int arch_num_windows = ARRAY_SIZE(arch_windows);

const unsigned long arch_trapped[] = { LOCAL_APIC + 0x80, IO_APIC, PART_PAGE, MMCONFIG + 0x90000 };
const unsigned int arch_num_trapped = ARRAY_SIZE(arch_trapped);

/* ---- PCI ---- */

static bool try_pci_ports(void)
{
	u32 address = draw() & 0x00ffffff, value = draw_value();
	unsigned int size = 1U << draw_below(3), byte = draw_below(4);
	bool write = draw_below(4) == 0;

	/* as often as not a device that there is */
	if (draw_bool()) {
		static const u32 devices[] = { 0x0000, 0xf800, 0xfa00, 0xfb00, 0x9000, 0x7800 };

		address = draw_of(devices) | draw_below(0x100);
	}
	address |= draw_below(16) ? 0x80000000 : 0;
	announce("%s by ports %x + %u, %u bytes, %x", write ? "write" : "read", address, byte, size,
		 value);
	outl(address, PCI_ADDRESS);
	if (write && size == 1) {
		outb(value, PCI_DATA + byte);
	} else if (write && size == 2) {
		outw(value, PCI_DATA + byte);
	} else if (write) {
		outl(value, PCI_DATA + byte);
	} else if (size == 1) {
		return granted_with(inb(PCI_DATA + byte));
	} else if (size == 2) {
		return granted_with(inw(PCI_DATA + byte));
	} else {
		return granted_with(inl(PCI_DATA + byte));
	}
	return true;
}

bool try_pci(void)
{
	return draw_below(3) ? try_pci_ports()
			     : try_registers("mmconfig", MMCONFIG + (draw() & 0xff00000), 0x100000);
}

/* ---- instructions whose operand lies on a trapped page ---- */

/* Opcodes with a ModRM byte, by the bytes of immediate operand that follow. */
static const u8 one_byte[] = { 0x00, 0x01, 0x02, 0x03, 0x08, 0x0b, 0x10, 0x13, 0x18,
			       0x20, 0x23, 0x28, 0x30, 0x33, 0x38, 0x3b, 0x63, 0x84,
			       0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0xd0,
			       0xd1, 0xd2, 0xd3, 0xd8, 0xd9, 0xdb, 0xdd, 0xdf, 0xfe };
static const u8 one_byte_immediate[] = { 0x6b, 0x80, 0x83, 0xc0, 0xc1, 0xc6 };
static const u8 two_byte[] = { 0x0d, 0x10, 0x11, 0x12, 0x13, 0x16, 0x18, 0x28, 0x29,
			       0x40, 0x4c, 0x58, 0x6f, 0x7f, 0x90, 0x9f, 0xa3, 0xa5,
			       0xab, 0xad, 0xae, 0xaf, 0xb0, 0xb1, 0xb3, 0xb6, 0xb7,
			       0xbb, 0xbe, 0xbf, 0xc0, 0xc1, 0xc3, 0xd6, 0xe7 };
static const u8 two_byte_immediate[] = { 0xa4, 0xac, 0xba, 0xc2, 0xc4 };
static const u8 strings[] = { 0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab, 0xae, 0xaf, 0x6c, 0x6d };
static const u8 prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 };

struct code {
	u8 bytes[32];
	unsigned int length;
};

static void add_byte(struct code *code, u8 byte)
{
	code->bytes[code->length++] = byte;
}

static void add_prefixes(struct code *code)
{
	unsigned int count = draw_below(16) ? draw_below(3) : draw_below(16), n;

	for (n = 0; n < count; n++) {
		add_byte(code, draw_of(prefixes));
	}
	if (draw_bool()) {
		/* REX, not such that RDI would be another register */
		add_byte(code, 0x40 | (draw() & 0xc));
	}
}

/* [rdi], [rdi + 8-bit number], [rdi + 32-bit number], or with an index that is 0 */
static void add_operand(struct code *code)
{
	unsigned int reg = draw_below(3) << 3, n;

	switch (draw_below(4)) {
	case 0:
		add_byte(code, 0x47 | reg);
		add_byte(code, 0);
		break;
	case 1:
		add_byte(code, 0x87 | reg);
		for (n = 0; n < 4; n++) {
			add_byte(code, 0);
		}
		break;
	case 2:
		add_byte(code, 0x04 | reg);
		add_byte(code, 0x27);
		break;
	default:
		add_byte(code, 0x07 | reg);
		break;
	}
}

static void add_instruction(struct code *code)
{
	switch (draw_below(5)) {
	case 0:
		add_byte(code, draw_of(strings));
		return;
	case 1:
		add_byte(code, draw_of(one_byte));
		add_operand(code);
		return;
	case 2:
		add_byte(code, draw_of(one_byte_immediate));
		add_operand(code);
		break;
	case 3:
		add_byte(code, 0x0f);
		add_byte(code, draw_of(two_byte));
		add_operand(code);
		return;
	default:
		add_byte(code, 0x0f);
		add_byte(code, draw_of(two_byte_immediate));
		add_operand(code);
		break;
	}
	add_byte(code, draw());
}

static void run_code(const struct code *code, unsigned long target)
{
	static u8 scratch[64];
	void *source = scratch;
	unsigned long count = 2, data = 0x1234;

	asm volatile("call *%[code]"
		     : "+D"(target), "+S"(source), "+c"(count), "+d"(data)
		     : [code] "r"(code->bytes)
		     : "rax", "rbx", "r8", "r9", "r10", "r12", "r13", "r14", "r15", "memory", "cc");
}

bool try_encoding(void)
{
	static struct code code;
	unsigned long target = draw_trapped();
	char text[2 * sizeof(code.bytes) + 1];
	unsigned int n;

	code.length = 0;
	add_prefixes(&code);
	add_instruction(&code);
	for (n = 0; n < code.length; n++) {
		text[2 * n] = "0123456789abcdef"[code.bytes[n] >> 4];
		text[2 * n + 1] = "0123456789abcdef"[code.bytes[n] & 15];
	}
	text[2 * code.length] = 0;
	/* ret, several times, should the instruction be longer than it was meant to be */
	for (n = code.length; n < sizeof(code.bytes); n++) {
		code.bytes[n] = 0xc3;
	}
	reach(target);
	announce("%s, rdi %lx", text, target);
	run_code(&code, target);
	return true;
}

const struct surface arch_surfaces[] = {
	{ "port", try_port },	      { "msr", try_msr },
	{ "cpuid", try_cpuid },	      { "control", try_control },
	{ "pci", try_pci },	      { "apic", try_apic },
	{ "ioapic", try_ioapic },     { "instruction", try_instruction },
	{ "encoding", try_encoding }, { NULL, NULL },
};
