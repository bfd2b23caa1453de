// SPDX-License-Identifier: GPL-2.0-only

/* The table of MSRs, the permission maps that are made of it, and the accesses that trap. */

#include "cpu.h"

#include <stdio.h>

#include <asm/msr_table.h>

/* the table itself */
#include <arch/x86/msr_table.c>

/* ---- table ---- */

Test(msr, rules_are_sorted_and_disjoint)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(rules); n++) {
		cr_expect_leq(rules[n].first, rules[n].last, "rule %d", n);
		if (n) {
			cr_expect_lt(rules[n - 1].last, rules[n].first, "rule %d (0x%x)", n,
				     rules[n].first);
		}
	}
}

static const struct msr_rule *find_linearly(u32 msr)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(rules); n++) {
		if (msr >= rules[n].first && msr <= rules[n].last) {
			return &rules[n];
		}
	}
	return NULL;
}

Test(msr, search_finds_what_is_there)
{
	static const u32 bases[] = { 0, 0x4b564c00, 0xc0000000, 0xc0010000, 0xfffff000 };

	for (unsigned int n = 0; n < ARRAY_SIZE(bases); n++) {
		for (u32 offset = 0; offset < 0x2000 && bases[n] + offset >= bases[n]; offset++) {
			cr_assert_eq(msr_find(bases[n] + offset), find_linearly(bases[n] + offset));
		}
	}
}

/* first, last: nobody writes them natively; the third column: nobody reads them either */
static const struct {
	u32 first, last;
	bool reading;
	const char *name;
} forbidden[] = {
	{ 0x0000001b, 0x0000001b, false, "APIC_BASE" },
	{ 0x0000003a, 0x0000003a, false, "FEATURE_CONTROL" },
	{ 0x00000079, 0x00000079, true, "microcode update (Intel)" },
	{ 0x0000009b, 0x0000009b, true, "SMM monitor control" },
	{ 0x0000009e, 0x0000009e, true, "SMM base (Intel)" },
	{ 0x000001f2, 0x000001f3, true, "SMM ranges" },
	{ 0x00000200, 0x0000026f, false, "MTRRs" },
	{ 0x00000277, 0x00000277, true, "PAT" },
	{ 0x000002ff, 0x000002ff, false, "MTRR default type" },
	{ 0x00000480, 0x00000493, true, "VMX" },
	{ 0x00000830, 0x00000830, false, "x2APIC ICR" },
	{ 0x00000c80, 0x00000d8f, false, "cache masks" },
	{ 0xc0000080, 0xc0000080, true, "EFER" },
	{ 0xc0010010, 0xc0010010, false, "SYSCFG" },
	{ 0xc0010015, 0xc0010015, false, "HWCR" },
	{ 0xc0010016, 0xc0010019, false, "IORRs" },
	{ 0xc001001a, 0xc001001a, false, "TOP_MEM" },
	{ 0xc001001d, 0xc001001d, false, "TOP_MEM2" },
	{ 0xc0010020, 0xc0010020, true, "microcode update (AMD)" },
	{ 0xc0010058, 0xc0010058, false, "MMIO configuration base" },
	{ 0xc0010111, 0xc0010113, false, "SMM base, address, mask" },
	{ 0xc0010114, 0xc0010114, false, "VM_CR" },
	{ 0xc0010116, 0xc0010116, true, "SMM control" },
	{ 0xc0010117, 0xc0010117, true, "VM_HSAVE_PA" },
	{ 0xc0010118, 0xc0010118, true, "SVM key" },
	{ 0xc0010119, 0xc001011a, true, "SMM lock and local SMI" },
	{ 0xc001011b, 0xc001011b, true, "AVIC doorbell" },
	{ 0xc001011e, 0xc001011e, true, "page flush" },
	{ 0xc0010130, 0xc0010132, true, "encrypted guests" },
};

/* Hardware traps an access if its bit is set or the register is in no range. */
static bool traps(bool root, u32 msr, bool write)
{
	static const u32 bases[] = { 0, 0xc0000000, 0xc0010000 };

	for (unsigned int n = 0; n < ARRAY_SIZE(bases); n++) {
		if (msr - bases[n] < 0x2000) {
			unsigned int bit = (msr - bases[n]) * 2 + write;

			return msr_bitmap(root)[n * 0x800 + bit / 8] >> (bit % 8) & 1;
		}
	}
	return true;
}

static void expect_forbidden(void)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(forbidden); n++) {
		for (u32 msr = forbidden[n].first; msr <= forbidden[n].last; msr++) {
			const struct msr_rule *rule = msr_find(msr);
			const char *name = forbidden[n].name;

			for (unsigned int root = 0; root < 2; root++) {
				cr_expect(traps(root, msr, true), "%s", name);
				cr_expect(!forbidden[n].reading || traps(root, msr, false), "%s",
					  name);
			}
			cr_expect(!rule || (rule->root_write != MSR_NATIVE &&
					    rule->cell_write != MSR_NATIVE),
				  "%s (0x%x) is written natively", name, msr);
			cr_expect(!rule || !forbidden[n].reading ||
					  (rule->root_read != MSR_NATIVE &&
					   rule->cell_read != MSR_NATIVE),
				  "%s (0x%x) is read natively", name, msr);
		}
	}
}

Test(msr, nobody_changes_what_all_share)
{
	msr_init();
	expect_forbidden();
	using_x2apic = true;
	msr_init();
	expect_forbidden();
}

Test(msr, cells_may_no_more_than_root)
{
	for (unsigned int n = 0; n < ARRAY_SIZE(rules); n++) {
		cr_expect(rules[n].cell_read != MSR_NATIVE || rules[n].root_read == MSR_NATIVE);
		cr_expect(rules[n].cell_write != MSR_NATIVE || rules[n].root_write == MSR_NATIVE,
			  "0x%x", rules[n].first);
	}
}

static bool native_by_table(bool root, u32 msr, bool write)
{
	const struct msr_rule *rule = find_linearly(msr);

	if (using_x2apic && msr >= 0x800 && msr <= 0x83f) {
		/* sending, and entries that may ask for SMI or INIT */
		return !write || (msr != 0x830 && msr != 0x82f && (msr < 0x832 || msr > 0x837));
	}
	if (!rule) {
		return false;
	}
	if (root) {
		return (write ? rule->root_write : rule->root_read) == MSR_NATIVE;
	}
	return (write ? rule->cell_write : rule->cell_read) == MSR_NATIVE;
}

static void expect_maps(void)
{
	static const u32 bases[] = { 0, 0xc0000000, 0xc0010000 };

	msr_init();
	for (u32 n = 0; n < 3 * 0x2000; n++) {
		u32 msr = bases[n / 0x2000] + n % 0x2000;

		for (unsigned int bits = 0; bits < 4; bits++) {
			cr_assert_eq(!traps(bits & 1, msr, bits & 2),
				     native_by_table(bits & 1, msr, bits & 2),
				     "MSR 0x%x, root %d, write %d", msr, bits & 1, bits >> 1);
		}
	}
	for (u32 n = 0x1800; n < BITMAP_SIZE; n++) {
		cr_assert(msr_bitmap(true)[n] == 0xff && msr_bitmap(false)[n] == 0xff);
	}
}

Test(msr, maps_agree_with_the_table)
{
	expect_maps();
	using_x2apic = true;
	expect_maps();
	using_x2apic = false;
	expect_maps();
}

/* ---- accesses that trap ---- */

#define RIP 0x1000

static bool access_msr(u32 msr, bool write, u64 *value)
{
	union guest_regs regs = { .rcx = msr | 0xdead00000000ULL,
				  .rax = (u32)*value,
				  .rdx = *value >> 32 };
	bool go_on;

	private_area.vmcb.rip = RIP;
	private_area.vmcb.next_rip = 0;
	cpu_clear();
	go_on = handle_msr(&regs, write);
	if (go_on) {
		cr_expect_eq(private_area.vmcb.rip, injected < 0 ? RIP + 2 : RIP);
	}
	if (!write && go_on && injected < 0) {
		cr_expect(regs.rax >> 32 == 0 && regs.rdx >> 32 == 0);
		*value = regs.rdx << 32 | regs.rax;
	} else {
		cr_expect_eq(regs.rax, (u32)*value, "registers stay as they were");
	}
	return go_on;
}

/* Some CPUs write nRIP; in the VMCB of others a flipped bit would stay for ever. */
Test(msr, next_rip_is_read_of_cpus_that_write_it)
{
	for (int writes = 0; writes < 2; writes++) {
		vcpu_writes_next_rip = writes;
		private_area.vmcb.rip = RIP;
		private_area.vmcb.next_rip = RIP + 3; /* with a prefix */
		vcpu_skip(2);
		cr_expect_eq(private_area.vmcb.rip, writes ? RIP + 3 : RIP + 2);
	}
	private_area.vmcb.rip = RIP;
	private_area.vmcb.next_rip = 0;
	vcpu_skip(2);
	cr_expect_eq(private_area.vmcb.rip, RIP + 2);
}

static void expect_fault(u32 msr, bool write)
{
	u64 value = 5;

	cr_expect(access_msr(msr, write, &value));
	cr_expect_eq(injected, EXCEPTION_GP, "MSR 0x%x", msr);
	cr_expect_eq(msr_writes + msr_reads, 0, "MSR 0x%x reached the hardware", msr);
}

Test(msr, unlisted_ones_fault_and_are_logged_once)
{
	run_on(1);
	expect_fault(0xc0010117, true);
	expect_text("CPU 1: MSR 0xc0010117 is not on the list, writing raises #GP");
	expect_fault(0xc0010117, false);
	cr_expect_str_empty(printed);
	expect_fault(0x12345678, true);
	expect_fault(0xffffffff, false);
	run_on(0);
	expect_fault(0xc0010117, true);
	expect_fault(0x79, true);
}

Test(msr, what_differs_between_root_and_cells)
{
	u64 value = 1;

	run_on(1);
	expect_fault(0xc0010015, true);
	expect_fault(0xc0010015, false);
	run_on(0);
	cr_expect(access_msr(0xc0010015, true, &value));
	cr_expect_eq(injected, -1, "root's write is dropped");
	cr_expect_eq(msr_writes, 0);
	msr_values[0x015] = 0x1122334455667788;
	cr_expect(access_msr(0xc0010015, false, &value));
	cr_expect_eq(value, 0x1122334455667788);
}

Test(msr, fatal_writes)
{
	static const u32 fatal[] = { 0x1b, 0x200, 0x250, 0x276, 0xc80, 0xd8f };
	u64 value = 0;

	for (unsigned int n = 0; n < ARRAY_SIZE(fatal); n++) {
		for (unsigned int cpu = 0; cpu < 2; cpu++) {
			char line[64];

			run_on(cpu);
			cr_expect(!access_msr(fatal[n], true, &value));
			snprintf(line, sizeof(line),
				 "FATAL: Unhandled MSR write: %x\nhint: ", fatal[n]);
			expect_text(line);
			expect_text("no configuration can allow it\n");
			cr_expect_eq(msr_writes, 0);
			cr_expect(access_msr(fatal[n], false, &value), "reading is allowed");
		}
	}
}

Test(msr, pat_is_a_shadow)
{
	u64 value = 0x0007040600070406;

	run_on(1);
	private_area.mtrrs_enabled = false;
	cr_expect(access_msr(MSR_PAT, true, &value));
	cr_expect_eq(private_area.vmcb.g_pat, 0, "all uncached until MTRRs are on");
	value = 1 << 11;
	cr_expect(access_msr(MSR_MTRR_DEF_TYPE, true, &value));
	cr_expect_eq(private_area.vmcb.g_pat, 0x0007040600070406);
	value = 0;
	cr_expect(access_msr(MSR_PAT, false, &value));
	cr_expect_eq(value, 0x0007040600070406);
	value = 6; /* default type, not enabled */
	cr_expect(access_msr(MSR_MTRR_DEF_TYPE, true, &value));
	cr_expect_eq(private_area.vmcb.g_pat, 0);
	cr_expect_eq(msr_writes, 0);
}

Test(msr, pat_takes_the_six_types_only)
{
	run_on(1);
	for (unsigned int byte = 0; byte < 8; byte++) {
		for (u64 type = 0; type < 256; type++) {
			u64 value = type << (8 * byte);
			bool legal = type == 0 || type == 1 || (type >= 4 && type <= 7);

			cr_assert_eq(access_msr(MSR_PAT, true, &value), legal, "type %d",
				     (int)type);
		}
	}
	expect_text("FATAL: Invalid PAT value: ff00000000000000");
}

Test(msr, efer_keeps_what_the_hypervisor_needs)
{
	static const u64 bad[] = { 1ULL << 13, 1ULL << 1, 1ULL << 63, 1ULL << 16 };
	u64 value = EFER_SCE | EFER_NXE;

	run_on(1);
	private_area.vmcb.cr0 = X86_CR0_PE | X86_CR0_PG;
	private_area.vmcb.efer = EFER_LME | EFER_LMA | EFER_SVME;
	expect_fault(MSR_EFER, true); /* would clear LME under paging */
	value |= EFER_LME;
	cr_expect(access_msr(MSR_EFER, true, &value));
	cr_expect_eq(injected, -1);
	cr_expect_eq(private_area.vmcb.efer, EFER_SCE | EFER_NXE | EFER_LME | EFER_LMA | EFER_SVME);
	cr_expect_eq(private_area.vmcb.tlb_control, TLB_FLUSH_ALL, "no-execute counts at once");
	cr_expect(access_msr(MSR_EFER, false, &value));
	cr_expect_eq(value, EFER_SCE | EFER_NXE | EFER_LME | EFER_LMA,
		     "the guest does not see that the processor is in SVM mode");
	for (unsigned int n = 0; n < ARRAY_SIZE(bad); n++) {
		value = EFER_LME | bad[n];
		cr_expect(access_msr(MSR_EFER, true, &value));
		cr_expect_eq(injected, EXCEPTION_GP, "bit of 0x%llx", (unsigned long long)bad[n]);
	}
	private_area.vmcb.cr0 = X86_CR0_PE;
	private_area.vmcb.efer = EFER_SVME;
	value = EFER_LMA;
	cr_expect(access_msr(MSR_EFER, true, &value));
	cr_expect_eq(private_area.vmcb.efer, EFER_SVME, "LMA is not the guest's");
	cr_expect_eq(msr_writes, 0);
}

Test(msr, efer_takes_the_features_that_the_processor_has)
{
	static const u64 bits[] = { EFER_FFXSR, EFER_TCE };
	u64 value;

	run_on(1);
	private_area.vmcb.cr0 = X86_CR0_PE;
	for (unsigned int n = 0; n < ARRAY_SIZE(bits); n++) {
		cpu_features = (struct cpuid_result){ 0 };
		value = bits[n];
		cr_expect(access_msr(MSR_EFER, true, &value));
		cr_expect_eq(injected, EXCEPTION_GP, "entering the guest would fail");
		cpu_features.ecx = bits[n] == EFER_TCE ? 1 << 17 : 0;
		cpu_features.edx = bits[n] == EFER_FFXSR ? 1 << 25 : 0;
		cr_expect(access_msr(MSR_EFER, true, &value));
		cr_expect_eq(private_area.vmcb.efer, bits[n] | EFER_SVME);
	}
}

Test(msr, time_of_a_cell_is_its_own)
{
	static const u32 registers[] = { MSR_TSC, 0x3b };
	u64 value = 1000;

	tsc = 0x123456789a;
	run_on(1);
	cr_expect(access_msr(MSR_TSC, true, &value));
	cr_expect_eq(tsc + private_area.vmcb.tsc_offset, 1000, "the cell's counter goes on there");
	private_area.vmcb.tsc_offset = 0;
	run_on(0);
	for (unsigned int n = 0; n < ARRAY_SIZE(registers); n++) {
		cr_expect(access_msr(registers[n], true, &value));
		cr_expect_eq(injected, -1);
	}
	cr_expect_eq(private_area.vmcb.tsc_offset, 0, "root's is the machine's");
	cr_expect_eq(msr_writes, 0, "nobody changes the hardware's");
}

Test(msr, root_may_clear_machine_check_logs_only)
{
	static const u32 logs[] = { 0x401, 0x47e, 0xc0002001, 0xc0002012, 0xc0002008, 0xc00023f9 };
	static const u32 controls[] = { 0x400,	    0x403,	0xc0000408, 0xc0000410,
					0xc0002000, 0xc0002004, 0xc000200a };
	u64 value;

	run_on(0);
	for (unsigned int n = 0; n < ARRAY_SIZE(logs); n++) {
		value = 0;
		cr_expect(access_msr(logs[n], true, &value));
		cr_expect_eq(msr_writes, 1, "0x%x", logs[n]);
		value = 1ULL << 63;
		cr_expect(access_msr(logs[n], true, &value));
		cr_expect_eq(msr_writes, 0, "0x%x: no invented errors", logs[n]);
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(controls); n++) {
		value = 0;
		cr_expect(access_msr(controls[n], true, &value));
		cr_expect_eq(injected, -1);
		cr_expect_eq(msr_writes, 0, "0x%x", controls[n]);
	}
	run_on(1);
	expect_fault(0x401, true);
	expect_fault(0xc0002001, false);
}

Test(msr, faults_of_the_hardware_are_the_guests)
{
	u64 value = 0;

	run_on(0);
	msr_faults = 0xc0010000;
	cr_expect(access_msr(0xc0010000, false, &value));
	cr_expect_eq(injected, EXCEPTION_GP);
	cr_expect(access_msr(0xc0010000, true, &value));
	cr_expect_eq(injected, EXCEPTION_GP);
}

Test(msr, accesses_are_counted)
{
	u64 value = 0;

	run_on(1);
	access_msr(0x10, false, &value);
	access_msr(0x10, true, &value);
	access_msr(MSR_X2APIC_ICR, true, &value);
	cr_expect_eq(cpus[1].stats[JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER], 2);
	cr_expect_eq(cpus[1].stats[JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR], 1);
}
