/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MMIO_FORMS_H
#define _MMIO_FORMS_H

#include <inmate.h>

/* numbers of general registers that matter to the encoding */
#define REG_RAX	 0
#define REG_RDX	 2
#define REG_RBX	 3
#define REG_RSP	 4
#define REG_RBP	 5
#define REG_RSI	 6
#define REG_R8	 8
#define NUM_REGS 16

#define NO_INDEX REG_RSP

enum transfer { LOAD, STORE, STORE_IMMEDIATE };

enum operand_prefix { PLAIN, PREFIX_66, REX_W };

/** One instruction: opcode and operand width. */
struct mmio_insn {
	const char *name;
	u8 opcode;
	/** Opcode follows 0x0f. */
	bool two_bytes;
	enum operand_prefix prefix;
	enum transfer transfer;
	/** Bytes in memory, and in the register or immediate. */
	u8 width, operand_width;
	/** Address follows the opcode, the register is RAX. */
	bool absolute;
	/** Beyond what cells have always been promised: only with forms=full. */
	bool extended;
};

enum base_kind { BASE_REGISTER, BASE_NONE, BASE_RIP };

/** One way to name a memory operand. */
struct mmio_mode {
	enum base_kind kind;
	u8 base;
	/** NO_INDEX or a register */
	u8 index;
	/** 0..3 for 1, 2, 4, 8 */
	u8 scale;
	/** 0, 1 or 4 bytes */
	u8 disp_size;
	/** with the prefix 67 */
	bool address_32;
	bool negative_disp;
};

/** An instruction with all its operands. */
struct mmio_form {
	const struct mmio_insn *insn;
	struct mmio_mode mode;
	u8 reg;
	/** A REX prefix even if it has nothing to say. */
	bool force_rex;
	unsigned long address;
	u64 immediate;
};

/** Longest instruction that mmio_encode makes. */
#define MMIO_MAX_LENGTH 15

/**
 * Encode an instruction.
 * @form:	what to encode
 * @code:	where; the instruction will run there
 * @registers:	base and index are set so that they lead to the address
 * @return:	length in bytes
 */
unsigned int mmio_encode(const struct mmio_form *form, u8 *code, u64 *registers);

/** False if the combination has no encoding. */
bool mmio_is_encodable(const struct mmio_form *form);

/** True if the data register is AH, CH, DH or BH. */
bool mmio_is_high_byte(const struct mmio_form *form);

extern const struct mmio_insn mmio_insns[];
extern const unsigned int mmio_num_insns;

#endif
