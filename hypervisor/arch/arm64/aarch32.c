// SPDX-License-Identifier: GPL-2.0-only
/* What is different when a cell runs in AArch32 state. */
#include <core/panic.h>
#include <asm/arm64.h>
#include <asm/gic.h>

/* syndrome of conditional instructions */
#define ISS_CONDITION_VALID(iss) ((iss) >> 24 & 1)
#define ISS_CONDITION(iss)	 ((iss) >> 20 & 0xf)
#define ALWAYS			 14

/* flags in SPSR_EL2 */
#define FLAG_N(spsr) ((spsr) >> 31 & 1)
#define FLAG_Z(spsr) ((spsr) >> 30 & 1)
#define FLAG_C(spsr) ((spsr) >> 29 & 1)
#define FLAG_V(spsr) ((spsr) >> 28 & 1)
/* state of an IT block: bits 7:2 and 1:0 */
#define IT_HIGH_SHIFT 10
#define IT_LOW_SHIFT  25
#define IT_MASK	      (0x3fULL << IT_HIGH_SHIFT | 3ULL << IT_LOW_SHIFT)

/* syndrome of coprocessor accesses */
#define CP_IS_READ(iss) ((iss)&1)
#define CP_RT(iss)	((iss) >> 5 & 0x1f)
#define CP_CRN(iss)	((iss) >> 10 & 0xf)
#define CP_CRM(iss)	((iss) >> 1 & 0xf)
#define CP_OP1(iss)	((iss) >> 14 & 7)
#define CP_OP2(iss)	((iss) >> 17 & 7)
#define CP64_RT2(iss)	((iss) >> 10 & 0x1f)
#define CP64_OP1(iss)	((iss) >> 16 & 0xf)

static u32 it_state(u64 spsr)
{
	return (spsr >> IT_HIGH_SHIFT & 0x3f) << 2 | (spsr >> IT_LOW_SHIFT & 3);
}

/* Truth of the first of each pair of conditions; the odd one is its opposite. */
static bool flags_fulfil(u32 condition, u64 spsr)
{
	switch (condition >> 1) {
	case 0:
		return FLAG_Z(spsr);
	case 1:
		return FLAG_C(spsr);
	case 2:
		return FLAG_N(spsr);
	case 3:
		return FLAG_V(spsr);
	case 4:
		return FLAG_C(spsr) && !FLAG_Z(spsr);
	case 5:
		return FLAG_N(spsr) == FLAG_V(spsr);
	case 6:
		return FLAG_N(spsr) == FLAG_V(spsr) && !FLAG_Z(spsr);
	default:
		return true;
	}
}

bool condition_holds(u32 iss)
{
	u64 spsr = read_sysreg(spsr_el2);
	u32 condition = ISS_CONDITION(iss);

	if (!ISS_CONDITION_VALID(iss)) {
		/* in T32 the IT block has it */
		condition = it_state(spsr) ? it_state(spsr) >> 4 : ALWAYS;
	}
	return condition >= ALWAYS || flags_fulfil(condition, spsr) == !(condition & 1);
}

/* The next instruction of an IT block, or its end. */
static void advance_it(void)
{
	u64 spsr = read_sysreg(spsr_el2);
	u32 state = it_state(spsr);

	state = state & 7 ? (state & 0xe0) | (state << 1 & 0x1f) : 0;
	write_sysreg(spsr_el2, (spsr & ~IT_MASK) | (u64)(state >> 2) << IT_HIGH_SHIFT |
				       (u64)(state & 3) << IT_LOW_SHIFT);
}

void skip_instruction(void)
{
	bool wide = read_sysreg(esr_el2) >> 25 & 1;

	write_sysreg(elr_el2, read_sysreg(elr_el2) + (wide ? 4 : 2));
	if (unlikely(in_aarch32())) {
		advance_it();
	}
}

static enum trap_result report_cp15(u32 op1, u32 crn, u32 crm, u32 op2)
{
	panic_begin();
	printk("Unhandled CP15 access\n");
	hint("p15, %d, c%d, c%d, %d is no register that cells may use", op1, crn, crm, op2);
	return TRAP_FORBIDDEN;
}

/* ACTLR is read as it is; a cell has no records of errors. Neither can be changed. */
enum trap_result handle_cp15_32(struct guest_regs *regs, u32 iss)
{
	bool is_actlr =
		CP_OP1(iss) == 0 && CP_CRN(iss) == 1 && CP_CRM(iss) == 0 && CP_OP2(iss) == 1;
	bool is_record =
		CP_OP1(iss) == 0 && CP_CRN(iss) == 5 && CP_CRM(iss) >= 3 && CP_CRM(iss) <= 5;

	if (!condition_holds(iss)) {
		skip_instruction();
		return TRAP_HANDLED;
	}
	if (!is_actlr && !is_record) {
		return report_cp15(CP_OP1(iss), CP_CRN(iss), CP_CRM(iss), CP_OP2(iss));
	}
	if (CP_IS_READ(iss) && CP_RT(iss) != 31) {
		regs->x[CP_RT(iss)] = is_actlr ? (u32)read_sysreg(actlr_el1) : 0;
	}
	skip_instruction();
	return TRAP_HANDLED;
}

/* ICC_SGI1R. */
enum trap_result handle_cp15_64(struct guest_regs *regs, u32 iss)
{
	u32 rt = CP_RT(iss), rt2 = CP64_RT2(iss);
	bool holds = condition_holds(iss);

	if (holds && (CP_IS_READ(iss) || CP_CRM(iss) != 12 || CP64_OP1(iss) != 0 ||
		      gic != &gic_v3 || rt == 31 || rt2 == 31)) {
		return report_cp15(CP64_OP1(iss), 0, CP_CRM(iss), 0);
	}
	if (holds) {
		gic_v3_send_from_guest((u32)regs->x[rt] | regs->x[rt2] << 32);
	}
	skip_instruction();
	return TRAP_HANDLED;
}
