// SPDX-License-Identifier: GPL-2.0-only
/* System registers that trap. */
#include <core/panic.h>
#include <asm/arm64.h>
#include <asm/gic.h>

#define IS_READ(iss)  ((iss)&1)
#define REGISTER(iss) ((iss) >> 5 & 0x1f)
#define OP0(iss)      ((iss) >> 20 & 3)
#define OP1(iss)      ((iss) >> 14 & 7)
#define CRN(iss)      ((iss) >> 10 & 0xf)
#define CRM(iss)      ((iss) >> 1 & 0xf)
#define OP2(iss)      ((iss) >> 17 & 7)
#define NAME_MASK     0x3ffc1e
#define SYSREG(op0, op1, crn, crm, op2)                                                            \
	((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (crm) << 1)

#define ICC_SGI1R  SYSREG(3, 0, 12, 11, 5)
#define ICC_ASGI1R SYSREG(3, 0, 12, 11, 6)
#define ICC_SGI0R  SYSREG(3, 0, 12, 11, 7)
#define ACTLR	   SYSREG(3, 0, 1, 0, 1)

/*
 * Records of errors and regions of limited ordering, which cells do not have: all of these
 * registers read as zero, those that count them, too.
 */
static bool is_missing(u32 iss)
{
	bool errors = CRN(iss) == 5 && CRM(iss) >= 3 && CRM(iss) <= 5;
	bool ordering = CRN(iss) == 10 && CRM(iss) == 4;

	return OP0(iss) == 3 && OP1(iss) == 0 && (errors || ordering);
}

static const char *register_name(u32 name)
{
	switch (name) {
	case ICC_ASGI1R:
		return "ICC_ASGI1R_EL1";
	case ICC_SGI0R:
		return "ICC_SGI0R_EL1";
	case ACTLR:
		return "ACTLR_EL1";
	default:
		return "no register that cells may use";
	}
}

bool handle_sgi(const struct guest_regs *regs, u32 iss)
{
	if ((iss & NAME_MASK) != ICC_SGI1R || IS_READ(iss) || REGISTER(iss) > LAST_SAVED ||
	    gic != &gic_v3) {
		return false;
	}
	gic_v3_send_from_guest(regs->x[REGISTER(iss)]);
	write_sysreg(elr_el2, read_sysreg(elr_el2) + 4);
	return true;
}

enum trap_result handle_sysreg(struct guest_regs *regs, u32 iss)
{
	unsigned int reg = REGISTER(iss);

	if ((iss & NAME_MASK) == ICC_SGI1R && !IS_READ(iss) && gic == &gic_v3) {
		gic_v3_send_from_guest(reg == 31 ? 0 : regs->x[reg]);
		skip_instruction();
		return TRAP_HANDLED;
	}
	if (is_missing(iss)) {
		if (IS_READ(iss) && reg != 31) {
			regs->x[reg] = 0;
		}
		skip_instruction();
		return TRAP_HANDLED;
	}
	panic_begin();
	printk("Unhandled system register %s\n", IS_READ(iss) ? "read" : "write");
	hint("S%d_%d_C%d_C%d_%d is %s; interrupts of group 1 are sent by ICC_SGI1R_EL1", OP0(iss),
	     OP1(iss), CRN(iss), CRM(iss), OP2(iss), register_name(iss & NAME_MASK));
	return TRAP_FORBIDDEN;
}
