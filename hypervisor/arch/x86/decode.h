/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ARCH_X86_DECODE_H
#define ARCH_X86_DECODE_H

/*
 * Decoder of the instructions that move data between a register (or an
 * immediate value) and memory: MOV, MOVZX, MOVSX. Pure functions on bytes.
 */

#include <core/defs.h>

/** Longest legal instruction. */
#define INSN_MAX_LENGTH 15
/** Marks an absent base or index register. */
#define INSN_NO_REG 0xff
#define INSN_RSP    4

/** Default operand and address size of the code segment (CS.L, CS.D). */
enum cpu_mode {
	CPU_MODE_16 = 2,
	CPU_MODE_32 = 4,
	CPU_MODE_64 = 8,
};

enum insn_segment {
	INSN_DS,
	INSN_SS,
};

/** A decoded instruction. Register numbers are the hardware's: RAX RCX RDX RBX RSP ... R15. */
struct insn {
	u8 length;
	/** Bytes that are read from or written to memory: 1, 2, 4 or 8. */
	u8 width;
	bool is_write;
	/** The value written is @immediate instead of a register. */
	bool has_immediate;
	/** Register operand; one of AH CH DH BH if @high_byte (then 0..3). */
	u8 reg;
	bool high_byte;
	/** Bytes of the destination register of a read; more than @width for MOVZX, MOVSX. */
	u8 reg_width;
	bool sign_extend;
	/** Effective address = base + (index << scale) + displacement, cut to address_width. */
	u8 base, index, scale;
	u8 address_width;
	bool rip_relative;
	/** The code runs in 64-bit mode: linear addresses are not cut to 32 bits. */
	bool long_mode;
	u8 segment;
	u64 displacement;
	u64 immediate;
};

/** decode_mmio: not one of the instructions that are emulated. */
#define DECODE_UNSUPPORTED (-1)

/**
 * Decode the instruction at @bytes.
 * @available:	bytes that may be read
 * @mode:	of the code segment
 * @insn:	result, valid only if 0 is returned
 * @return: 0; DECODE_UNSUPPORTED; or, if the instruction is longer than
 *	    @available, the number of bytes that are needed to get further
 */
int decode_mmio(const u8 *bytes, unsigned int available, enum cpu_mode mode, struct insn *insn);

/**
 * Linear address of the memory operand.
 * @gprs:	registers by hardware number, RSP included
 * @rip_after:	address of the next instruction
 * @segment_base:	base of the segment @insn->segment (0 in 64-bit mode)
 */
u64 insn_linear_address(const struct insn *insn, const u64 gprs[16], u64 rip_after,
			u64 segment_base);

/** Value that a write stores, cut to the width of the access. */
u64 insn_store_value(const struct insn *insn, const u64 gprs[16]);

/**
 * Put the result of a read into its register: 8 and 16 bits are merged,
 * 32 bits clear the upper half.
 */
void insn_store_result(const struct insn *insn, u64 gprs[16], u64 value);

#endif
