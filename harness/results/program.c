// SPDX-License-Identifier: GPL-2.0-only
#include "program.h"

#include <elf.h>
#include <string.h>

#include "../base/files.h"

/* of x86: opcode, addressing and four bytes */
#define LONGEST_CALL 7

struct section {
	uint64_t address, offset, size;
	bool code, symbols;
};

static bool is_wide(const struct program *p)
{
	return p->file.data[EI_CLASS] == ELFCLASS64;
}

/* Copy a structure out of the file, as it need not be aligned there. */
static bool copy_out(const struct program *p, uint64_t offset, void *to, size_t size)
{
	if (offset > p->file.len || size > p->file.len - offset) {
		return false;
	}
	memcpy(to, p->file.data + offset, size);
	return true;
}

static bool read_section(const struct program *p, unsigned int n, struct section *s)
{
	union {
		Elf64_Ehdr wide;
		Elf32_Ehdr narrow;
	} head;
	union {
		Elf64_Shdr wide;
		Elf32_Shdr narrow;
	} h;

	if (is_wide(p)) {
		if (!copy_out(p, 0, &head.wide, sizeof(head.wide)) || n >= head.wide.e_shnum ||
		    !copy_out(p, head.wide.e_shoff + n * sizeof(h.wide), &h.wide, sizeof(h.wide))) {
			return false;
		}
		*s = (struct section){ h.wide.sh_addr, h.wide.sh_offset, h.wide.sh_size,
				       h.wide.sh_type == SHT_PROGBITS &&
					       h.wide.sh_flags & SHF_EXECINSTR,
				       h.wide.sh_type == SHT_SYMTAB };
		return true;
	}
	if (!copy_out(p, 0, &head.narrow, sizeof(head.narrow)) || n >= head.narrow.e_shnum ||
	    !copy_out(p, head.narrow.e_shoff + n * sizeof(h.narrow), &h.narrow, sizeof(h.narrow))) {
		return false;
	}
	*s = (struct section){ h.narrow.sh_addr, h.narrow.sh_offset, h.narrow.sh_size,
			       h.narrow.sh_type == SHT_PROGBITS &&
				       h.narrow.sh_flags & SHF_EXECINSTR,
			       h.narrow.sh_type == SHT_SYMTAB };
	return true;
}

int program_read(const char *path, struct program *p, struct problem *why)
{
	Elf32_Half machine;

	*p = (struct program){ 0 };
	if (file_read(path, &p->file, why) != 0) {
		return -1;
	}
	/* the same place in both classes */
	if (p->file.len < EI_NIDENT || memcmp(p->file.data, ELFMAG, SELFMAG) != 0 ||
	    p->file.data[EI_DATA] != ELFDATA2LSB ||
	    !copy_out(p, offsetof(Elf64_Ehdr, e_machine), &machine, sizeof(machine))) {
		return problem_set(why, "%s is no ELF file", path);
	}
	p->machine = machine;
	return 0;
}

void program_free(struct program *p)
{
	text_free(&p->file);
}

bool program_code(const struct program *p, uint64_t address, void *to, size_t size)
{
	struct section s;

	for (unsigned int n = 0; read_section(p, n, &s); n++) {
		if (s.code && address >= s.address && address - s.address < s.size &&
		    size <= s.size - (address - s.address)) {
			return copy_out(p, s.offset + (address - s.address), to, size);
		}
	}
	return false;
}

/* Bytes of CALL through a register or memory (FF /2) by its ModRM and SIB bytes, 0 for others. */
static unsigned int indirect_length(unsigned int modrm, unsigned int sib)
{
	unsigned int mode = modrm >> 6, base = modrm & 7, length = 2;

	if ((modrm >> 3 & 7) != 2) {
		return 0;
	}
	if (mode != 3 && base == 4) {
		length++;
		base = sib & 7;
	}
	if (mode == 1) {
		return length + 1;
	}
	return mode == 2 || (mode == 0 && base == 5) ? length + 4 : length;
}

/* Length of the CALL in front of an address, 0 for none. */
static unsigned int x86_call(const struct program *p, uint64_t address, uint64_t *target)
{
	uint8_t code[LONGEST_CALL + 1], byte;
	int32_t distance;

	for (unsigned int length = 2; length <= LONGEST_CALL && length <= address; length++) {
		memset(code, 0, sizeof(code));
		if (!program_code(p, address - length, code, length)) {
			return 0;
		}
		if (code[0] == 0xff && indirect_length(code[1], code[2]) == length) {
			*target = 0;
			return length;
		}
		memcpy(&distance, code + 1, sizeof(distance));
		*target = address + distance;
		if (length == 5 && code[0] == 0xe8 && program_code(p, *target, &byte, 1)) {
			return length;
		}
	}
	return 0;
}

/* The same for ARM; in AArch32 state with A32 instructions. */
static bool arm_call(const struct program *p, uint64_t address, uint64_t *target)
{
	bool aarch64 = p->machine == EM_AARCH64;
	uint32_t code;

	if (address < 4 || address % 4 || !program_code(p, address - 4, &code, sizeof(code))) {
		return false;
	}
	*target = 0;
	if (aarch64 && (code & 0xfc000000) == 0x94000000) {
		/* 26 bits with a sign, in words from the instruction on */
		*target = address - 4 + (int64_t)((int32_t)(code << 6) >> 6) * 4;
	} else if (!aarch64 && (code & 0x0f000000) == 0x0b000000) {
		/* 24 bits, from two instructions further on */
		*target = address + 4 + (int64_t)((int32_t)(code << 8) >> 8) * 4;
	} else {
		/* BLR with or without authentication; BLX */
		return aarch64 ? (code & 0xfefff000) == 0xd63f0000
			       : (code & 0x0ffffff0) == 0x012fff30;
	}
	return true;
}

static bool call_before(const struct program *p, uint64_t address, uint64_t *target)
{
	return p->machine == EM_386 || p->machine == EM_X86_64 ? x86_call(p, address, target) != 0
							       : arm_call(p, address, target);
}

bool program_returns_to(const struct program *p, uint64_t address)
{
	uint64_t target;

	return call_before(p, address, &target);
}

uint64_t program_call_target(const struct program *p, uint64_t address)
{
	uint64_t target;

	return call_before(p, address, &target) ? target : 0;
}

/* ---- symbols ---- */

static bool read_symbol(const struct program *p, uint64_t offset, Elf64_Sym *symbol)
{
	Elf32_Sym narrow;

	if (is_wide(p)) {
		return copy_out(p, offset, symbol, sizeof(*symbol));
	}
	if (!copy_out(p, offset, &narrow, sizeof(narrow))) {
		return false;
	}
	*symbol = (Elf64_Sym){ .st_info = narrow.st_info,
			       .st_value = narrow.st_value,
			       .st_size = narrow.st_size };
	return true;
}

static uint64_t find_function(const struct program *p, const struct section *s, uint64_t address)
{
	size_t size = is_wide(p) ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	Elf64_Sym symbol;

	for (uint64_t at = 0; at + size <= s->size && read_symbol(p, s->offset + at, &symbol);
	     at += size) {
		/* the same bits in both classes */
		if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC &&
		    address - symbol.st_value < symbol.st_size) {
			return symbol.st_value;
		}
	}
	return 0;
}

uint64_t program_function(const struct program *p, uint64_t address)
{
	struct section s;

	for (unsigned int n = 0; read_section(p, n, &s); n++) {
		if (s.symbols) {
			return find_function(p, &s, address);
		}
	}
	return 0;
}
