// SPDX-License-Identifier: GPL-2.0-only
/* The x86 decoder: mode, then instruction bytes. */
#include <arch/x86/decode.h>

#include "target.h"

static bool is_width(unsigned int width)
{
	return width == 1 || width == 2 || width == 4 || width == 8;
}

static void check_decoded(const struct insn *insn, size_t size)
{
	CLAIM(insn->length > 0 && insn->length <= size && insn->length <= INSN_MAX_LENGTH,
	      "an instruction is no longer than its bytes");
	CLAIM(is_width(insn->width), "an access has 1, 2, 4 or 8 bytes");
	CLAIM(insn->is_write || (is_width(insn->reg_width) && insn->reg_width >= insn->width),
	      "what is read fits into its register");
	CLAIM(insn->has_immediate || insn->reg < (insn->high_byte ? 4 : 16), "there is a register");
	CLAIM(insn->base < 16 || insn->base == INSN_NO_REG, "there is a base register or none");
	CLAIM(insn->index < 16 || insn->index == INSN_NO_REG, "there is an index or none");
	CLAIM(insn->scale <= 3, "an index is scaled by at most 8");
}

/* What the interpretation of registers does with it, whatever they hold. */
static void use_decoded(const struct insn *insn)
{
	u64 gprs[16], value;

	for (unsigned int n = 0; n < 16; n++) {
		gprs[n] = 0x0123456789abcdefULL * (n + 1);
	}
	insn_linear_address(insn, gprs, 0x7fffffff, 0);
	if (insn->is_write) {
		value = insn_store_value(insn, gprs);
		CLAIM(insn->width == 8 || value >> insn->width * 8 == 0,
		      "a value that is written is cut to its width");
	} else {
		insn_store_result(insn, gprs, ~0ULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum cpu_mode modes[] = { CPU_MODE_16, CPU_MODE_32, CPU_MODE_64 };
	enum cpu_mode mode;
	struct insn insn, shorter;
	int result;

	if (size < 2 || size > 1 + INSN_MAX_LENGTH) {
		return 0;
	}
	mode = modes[data[0] % 3];
	data++;
	size--;
	result = decode_mmio(data, size, mode, &insn);
	CLAIM(result == 0 || result == DECODE_UNSUPPORTED || result > (int)size,
	      "more bytes are asked for than there are");
	CLAIM(result <= INSN_MAX_LENGTH, "nothing longer than an instruction is asked for");
	if (result != 0) {
		return 0;
	}
	check_decoded(&insn, size);
	use_decoded(&insn);
	CLAIM(decode_mmio(data, insn.length, mode, &shorter) == 0 &&
		      shorter.length == insn.length && shorter.width == insn.width,
	      "bytes behind an instruction do not matter");
	CLAIM(insn.length == 1 || decode_mmio(data, insn.length - 1, mode, &shorter) > 0,
	      "with a byte less, more are asked for");
	return 0;
}
