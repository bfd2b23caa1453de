// SPDX-License-Identifier: GPL-2.0-only
/* RDMSR and WRMSR that trap: see msr_table.c for what happens to which register. */
#include <core/panic.h>
#include <asm/apic_regs.h>
#include <asm/msr_table.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

#define MTRR_ENABLE (1UL << 11)

/* LMSLE is not offered */
#define EFER_WRITABLE (EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE | EFER_SVME)

/* machine check banks: four registers each, or sixteen */
#define MSR_SCALABLE_BANKS 0xc0002000

/* set once a register that is not listed was reported */
static volatile bool unlisted_reported;

static u32 policy_of(const struct msr_rule *rule, bool is_write)
{
	if (!rule) {
		return MSR_FAULT;
	}
	if (this_cell() == &root_cell) {
		return is_write ? rule->root_write : rule->root_read;
	}
	return is_write ? rule->cell_write : rule->cell_read;
}

static void apply_pat(void)
{
	struct arch_percpu *self = this_arch();

	vcpu_set_pat(self->mtrrs_enabled ? self->guest_pat : 0);
}

static bool pat_valid(u64 pat)
{
	for (unsigned int n = 0; n < 8; n++, pat >>= 8) {
		u8 type = pat;

		if (type > 7 || type == 2 || type == 3) {
			return false;
		}
	}
	return true;
}

static enum reg_result write_pat(u64 value)
{
	if (!pat_valid(value)) {
		fatal("Invalid PAT value: %lx", (unsigned long)value);
		hint("each byte of IA32_PAT must be 0, 1, 4, 5, 6 or 7");
		return REG_DENIED;
	}
	this_arch()->guest_pat = value;
	apply_pat();
	return REG_DONE;
}

static u64 efer_writable(void)
{
	struct cpuid_result features = cpuid(0x80000001, 0);

	return EFER_WRITABLE | (features.edx & CPUID81_EDX_FFXSR ? EFER_FFXSR : 0) |
	       (features.ecx & CPUID81_ECX_TCE ? EFER_TCE : 0);
}

/* Long mode cannot be switched while paging is on; SVME stays on under the guest. */
static enum reg_result write_efer(u64 value)
{
	u64 changed = value ^ vcpu_efer();

	if (value & ~efer_writable() || (changed & EFER_LME && vcpu_cr0() & X86_CR0_PG)) {
		return REG_FAULT;
	}
	vcpu_set_efer((value & ~EFER_LMA) | (vcpu_efer() & EFER_LMA));
	return REG_DONE;
}

/*
 * Root may clear what was logged. The rest stays as it was: banks are shared by
 * all cores of a package, and their thresholds may raise SMIs.
 */
static enum reg_result write_bank(u32 msr, u64 value)
{
	u32 reg = msr >= MSR_SCALABLE_BANKS ? msr % 16 : msr % 4;
	bool is_log = reg == 1 || reg == 2 || reg == 8 || reg == 9; /* status, address; deferred */

	return !is_log || value || write_msr_safe(msr, 0) ? REG_DONE : REG_FAULT;
}

static enum reg_result write_shadow(u32 msr, u64 value)
{
	switch (msr) {
	case MSR_PAT:
		return write_pat(value);
	case MSR_MTRR_DEF_TYPE:
		/* only the enable bit is taken; without it everything is uncached */
		this_arch()->mtrrs_enabled = value & MTRR_ENABLE;
		apply_pat();
		return REG_DONE;
	case MSR_EFER:
		return write_efer(value);
	case MSR_TSC:
		/* for this cell alone */
		vcpu_set_tsc(value);
		return REG_DONE;
	default:
		return write_bank(msr, value);
	}
}

static void report_unlisted(u32 msr, bool is_write)
{
	if (!unlisted_reported) {
		unlisted_reported = true;
		printk("CPU %d: MSR 0x%x is not on the list, %s raises #GP (further ones are only counted)\n",
		       this_cpu()->cpu_id, msr, is_write ? "writing" : "reading");
	}
}

/* The local APIC's registers aside, there are two. */
static u64 read_shadow(u32 msr)
{
	/* who sees SVM switched on tries to switch it off, as Linux does when it panics */
	return msr == MSR_EFER ? vcpu_efer() & ~EFER_SVME : this_arch()->guest_pat;
}

static enum reg_result read_one(u32 msr, u64 *value)
{
	*value = 0;
	switch (policy_of(msr_find(msr), false)) {
	case MSR_NATIVE:
		return read_msr_safe(msr, value) ? REG_DONE : REG_FAULT;
	case MSR_SHADOW:
		*value = read_shadow(msr);
		return REG_DONE;
	case MSR_DROP:
		return REG_DONE;
	case MSR_FATAL:
		fatal("Unhandled MSR read: %lx", (unsigned long)msr);
		hint("MSR 0x%x may not be read by cells, and no configuration can allow it", msr);
		return REG_DENIED;
	default:
		report_unlisted(msr, false);
		return REG_FAULT;
	}
}

static enum reg_result write_one(u32 msr, u64 value)
{
	switch (policy_of(msr_find(msr), true)) {
	case MSR_NATIVE:
		return write_msr_safe(msr, value) ? REG_DONE : REG_FAULT;
	case MSR_SHADOW:
		return write_shadow(msr, value);
	case MSR_DROP:
		return REG_DONE;
	case MSR_FATAL:
		fatal("Unhandled MSR write: %lx", (unsigned long)msr);
		hint("%s: shared by the whole machine, no cell may change it, and no configuration can allow it",
		     msr == MSR_APIC_BASE ? "base and mode of the local APIC"
					  : "MTRRs and cache masks");
		return REG_DENIED;
	default:
		report_unlisted(msr, true);
		return REG_FAULT;
	}
}

/* The frequent ones: no look-up for them. */
static bool is_apic(u32 msr)
{
	return likely(msr - MSR_X2APIC_BASE <= MSR_X2APIC_LAST - MSR_X2APIC_BASE);
}

static enum reg_result read_register(union guest_regs *regs, u32 msr)
{
	u64 value = 0;
	enum reg_result result = is_apic(msr) ? apic_msr_read(msr, &value) : read_one(msr, &value);

	if (result == REG_DONE) {
		regs->rax = (u32)value;
		regs->rdx = value >> 32;
	}
	return result;
}

static enum reg_result write_register(const union guest_regs *regs, u32 msr)
{
	u64 value = (u32)regs->rax | regs->rdx << 32;

	return is_apic(msr) ? apic_msr_write(msr, value) : write_one(msr, value);
}

static __attribute__((noinline)) bool handle_any(union guest_regs *regs, bool is_write)
{
	u32 msr = regs->rcx;
	enum reg_result result;

	count_exit(msr == MSR_X2APIC_ICR ? JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR
					 : JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER);
	result = is_write ? write_register(regs, msr) : read_register(regs, msr);
	if (result == REG_FAULT) {
		vcpu_inject_exception(EXCEPTION_GP, true, 0);
	} else if (result == REG_DONE) {
		vcpu_skip(2);
	}
	return result != REG_DENIED;
}

/* A fixed interrupt to one CPU of the cell; what is unusual takes the long way. */
static bool send_fixed(const union guest_regs *regs)
{
	u32 low = regs->rax, id = using_x2apic ? (u32)regs->rdx : (u8)regs->rdx;

	return !(low & ~(APIC_ICR_VECTOR | APIC_ICR_ASSERT)) &&
	       apic_send_in_cell(id, low | APIC_ICR_ASSERT);
}

static __attribute__((noinline)) bool handle_icr(union guest_regs *regs)
{
	if (unlikely(!send_fixed(regs))) {
		return handle_any(regs, true);
	}
	count_exit(JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR);
	vcpu_skip(2);
	return true;
}

/* First what is most frequent: the end of an interrupt on xAPIC hardware, and sending one. */
bool handle_msr(union guest_regs *regs, bool is_write)
{
	u32 msr = regs->rcx;

	if (likely(is_write && msr == MSR_X2APIC_EOI && xapic_page)) {
		count_exit(JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER);
		mmio_write32(xapic_page + (APIC_REG_EOI << 4), regs->rax);
		vcpu_skip(2);
		return true;
	}
	return is_write && msr == MSR_X2APIC_ICR ? handle_icr(regs) : handle_any(regs, is_write);
}
