// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual CPU under AMD SVM: AMD64 Architecture Programmer's Manual volume 2,
 * chapter "Secure Virtual Machine".
 *
 * FS, GS, TR, LDTR and the system-call registers stay those of the guest while
 * the hypervisor runs: it uses none of them, so an exit need not switch them.
 */
#include <core/arch.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/guest.h>
#include <asm/msr_table.h>
#include <asm/paging_x86.h>
#include <asm/vcpu.h>
#include <asm/x86.h>

#define SVM_FEATURE_LEAF 0x8000000a
#define SVM_FEATURE_NPT	 1
#define SVM_FEATURE_NRIP (1U << 3)

#define ASID_GUEST 1

/* INIT raises #SX, which exception.c ignores, instead of resetting the CPU */
#define VM_CR_REDIRECT_INIT (1UL << 1)
#define IOPM_PAGES	    3

/* of virtual_interrupt: the processor keeps it up to date */
#define TASK_PRIORITY 0xffULL

bool vcpu_writes_next_rip;

/* cli; 1: hlt; jmp 1b, for CPUs that wait */
static u8 *parking_page;
static struct page_table parking_table = { .format = &paging_x86 };

static void vmsave(u64 vmcb_phys)
{
	asm volatile("vmsave %0" : : "a"(vmcb_phys) : "memory");
}

static void vmload(u64 vmcb_phys)
{
	asm volatile("vmload %0" : : "a"(vmcb_phys) : "memory");
}

int vcpu_check_features(void)
{
	if (!(cpuid(0x80000001, 0).ecx & CPUID81_ECX_SVM)) {
		return refuse_feature(-ENODEV, JAILHOUSE_FEATURE_SVM);
	}
	if (!(cpuid(SVM_FEATURE_LEAF, 0).edx & SVM_FEATURE_NPT)) {
		return refuse_feature(-EIO, JAILHOUSE_FEATURE_SVM_NPT);
	}
	vcpu_writes_next_rip = cpuid(SVM_FEATURE_LEAF, 0).edx & SVM_FEATURE_NRIP;
	return 0;
}

static int init_parking(void)
{
	static const u8 code[] = { 0xfa, 0xf4, 0xeb, 0xfd };

	if (parking_page) {
		return 0;
	}
	parking_page = page_alloc(1);
	parking_table.root = page_alloc(1);
	if (!parking_page || !parking_table.root ||
	    paging_map(&parking_table, 0, hv_virt_to_phys(parking_page), PAGE_SIZE,
		       PT_READ | PT_EXECUTE | PT_USER)) {
		return refuse_memory(1);
	}
	memcpy(parking_page, code, sizeof(code));
	return 0;
}

#define EXCEPTIONS (1U << EXCEPTION_DB | 1U << EXCEPTION_AC | 1U << EXCEPTION_MC)
#define GENERAL1                                                                                   \
	(INTERCEPT_NMI | INTERCEPT_INIT | INTERCEPT_CR0_SELECTIVE | INTERCEPT_CPUID |              \
	 INTERCEPT_INVD | INTERCEPT_INVLPGA | INTERCEPT_IOIO | INTERCEPT_MSR | INTERCEPT_SHUTDOWN)
#define GENERAL2                                                                                   \
	(INTERCEPT_VMRUN | INTERCEPT_VMMCALL | INTERCEPT_VMLOAD | INTERCEPT_VMSAVE |               \
	 INTERCEPT_STGI | INTERCEPT_CLGI | INTERCEPT_SKINIT)

static void init_control(struct vmcb *vmcb)
{
	/* #DB and #AC can be raised endlessly inside their own delivery */
	vmcb->intercept_exceptions = EXCEPTIONS;
	vmcb->intercept_general1 = GENERAL1;
	vmcb->intercept_general2 = GENERAL2;
	vmcb->nested_control = NESTED_PAGING;
	vmcb->guest_asid = ASID_GUEST;
}

/* What the processor and the guest leave alone, and nobody wants. */
static bool unused_are_clear(const struct vmcb *vmcb)
{
	return !(vmcb->intercept_cr_read | vmcb->intercept_cr_write | vmcb->intercept_dr_read |
		 vmcb->intercept_dr_write | vmcb->intercept_general3 |
		 vmcb->pause_filter_threshold | vmcb->pause_filter_count |
		 (vmcb->virtual_interrupt & ~TASK_PRIORITY) | vmcb->avic_apic_bar |
		 vmcb->lbr_control | vmcb->clean);
}

/* Its memory is the cell's, or the parking page. */
static bool belongs_to_cell(const struct vmcb *vmcb)
{
	const struct cell *cell = this_cell();

	return (vmcb->nested_cr3 == hv_virt_to_phys(cell->stage2.root) ||
		vmcb->nested_cr3 == hv_virt_to_phys(parking_table.root)) &&
	       vmcb->iopm_base_pa == hv_virt_to_phys(cell->arch.iopm) &&
	       vmcb->msrpm_base_pa == hv_virt_to_phys(msr_bitmap(cell == &root_cell));
}

bool vcpu_control_intact(void)
{
	const struct vmcb *vmcb = vcpu_vmcb();

	return vmcb->intercept_exceptions == EXCEPTIONS &&
	       (vmcb->intercept_general1 & ~INTERCEPT_IRET) == GENERAL1 &&
	       vmcb->intercept_general2 == GENERAL2 && vmcb->nested_control == NESTED_PAGING &&
	       vmcb->guest_asid == ASID_GUEST && unused_are_clear(vmcb) &&
	       (this_cpu()->flush || belongs_to_cell(vmcb));
}

void vcpu_repair_control(void)
{
	memset(vcpu_vmcb(), 0, __builtin_offsetof(struct vmcb, es));
	init_control(vcpu_vmcb());
	vcpu_update_cell();
}

static struct vmcb_segment flat_segment(u16 selector, u16 attributes)
{
	return (struct vmcb_segment){
		.selector = selector,
		.attributes = selector ? attributes : 0,
		.limit = 0xffffffff,
	};
}

/* Linux continues at the driver's resume address, as if its call had returned 0. */
static void load_linux_state(struct vmcb *vmcb, const struct linux_state *state)
{
	u16 ds, es;

	asm volatile("mov %%ds, %0; mov %%es, %1" : "=rm"(ds), "=rm"(es));
	vmcb->cs = flat_segment(SELECTOR_CS, 0xa9b);
	vmcb->ss = flat_segment(SELECTOR_DS, 0xc93);
	vmcb->ds = flat_segment(ds, 0xcf3);
	vmcb->es = flat_segment(es, 0xcf3);
	vmcb->gdtr.base = state->gdtr.base;
	vmcb->gdtr.limit = state->gdtr.limit;
	vmcb->idtr.base = state->idtr.base;
	vmcb->idtr.limit = state->idtr.limit;
	vmcb->cr0 = state->cr0;
	vmcb->cr3 = state->cr3;
	vmcb->cr4 = state->cr4;
	vmcb->efer = state->efer | EFER_SVME;
	vmcb->g_pat = read_msr(MSR_PAT);
	asm volatile("mov %%dr6, %0; mov %%dr7, %1" : "=r"(vmcb->dr6), "=r"(vmcb->dr7));
	vmcb->rflags = 2;
	vmcb->rip = state->resume;
	vmcb->rsp = state->rsp;
	vmcb->rax = 0;
}

int vcpu_init(unsigned int cpu)
{
	struct arch_percpu *self = this_arch();
	int err = init_parking();

	if (err) {
		return err;
	}
	write_msr(MSR_VM_HSAVE_PA, hv_virt_to_phys(percpu_area(cpu)->host_save_area));
	init_control(&self->vmcb);
	load_linux_state(&self->vmcb, &self->linux_state);
	self->guest_pat = self->vmcb.g_pat;
	self->mtrrs_enabled = true;
	vmsave(self->vmcb_phys);
	return 0;
}

static void redirect_init(bool on)
{
	u64 vm_cr = read_msr(MSR_VM_CR) & ~VM_CR_REDIRECT_INIT;

	write_msr_safe(MSR_VM_CR, vm_cr | (on ? VM_CR_REDIRECT_INIT : 0));
}

void vcpu_activate(void)
{
	redirect_init(true);
}

void vcpu_update_cell(void)
{
	struct arch_percpu *self = this_arch();
	struct cell *cell = this_cell();

	self->vmcb.nested_cr3 = hv_virt_to_phys(cell->stage2.root);
	self->vmcb.iopm_base_pa = hv_virt_to_phys(cell->arch.iopm);
	self->vmcb.msrpm_base_pa = hv_virt_to_phys(msr_bitmap(cell == &root_cell));
	self->vmcb.tlb_control = TLB_FLUSH_ALL;
	guest_window_update(cell);
}

/* ---- reset and parking ---- */

static struct vmcb_segment real_mode_segment(u16 attributes)
{
	return (struct vmcb_segment){ .attributes = attributes, .limit = 0xffff };
}

static void reset_segments(struct vmcb *vmcb, u64 cs_base, u16 cs_selector)
{
	vmcb->cs = real_mode_segment(0x9b);
	vmcb->cs.base = cs_base;
	vmcb->cs.selector = cs_selector;
	vmcb->ds = vmcb->es = vmcb->fs = vmcb->gs = vmcb->ss = real_mode_segment(0x93);
	vmcb->tr = real_mode_segment(0x8b);
	vmcb->ldtr = real_mode_segment(0x82);
	vmcb->gdtr = vmcb->idtr = real_mode_segment(0);
}

static void reset_registers(struct vmcb *vmcb, u64 rip)
{
	vmcb->rip = rip;
	vmcb->rflags = 2;
	vmcb->rsp = vmcb->rax = 0;
	vmcb->cpl = 0;
	vmcb->cr0 = X86_CR0_CD | X86_CR0_NW | X86_CR0_ET;
	vmcb->cr2 = vmcb->cr3 = vmcb->cr4 = 0;
	vmcb->efer = EFER_SVME;
	vmcb->dr6 = 0xffff0ff0;
	vmcb->dr7 = 0x400;
	vmcb->debugctl = 0;
	vmcb->star = vmcb->lstar = vmcb->cstar = vmcb->sfmask = vmcb->kernel_gs_base = 0;
	vmcb->sysenter_cs = vmcb->sysenter_esp = vmcb->sysenter_eip = 0;
	vmcb->event_injection = vmcb->exitintinfo = vmcb->interrupt_shadow = 0;
	vmcb->virtual_interrupt = 0;
	vmcb->intercept_general1 &= ~INTERCEPT_IRET;
}

static void reset_vmcb(u64 cs_base, u16 cs_selector, u64 rip)
{
	struct arch_percpu *self = this_arch();

	reset_segments(&self->vmcb, cs_base, cs_selector);
	reset_registers(&self->vmcb, rip);
	vmload(self->vmcb_phys);
	self->nmi_masked = self->nmi_pending = self->nmi_iret_pending = false;
	memset(vcpu_regs(), 0, sizeof(union guest_regs));
}

void vcpu_reset(unsigned int sipi_vector)
{
	struct arch_percpu *self = this_arch();
	u64 address = this_cell()->config.desc->cpu_reset_address;

	if (sipi_vector == SIPI_CELL_START) {
		reset_vmcb(address & ~0xffffULL, (address >> 4) & 0xf000, address & 0xffff);
		self->guest_pat = PAT_RESET;
		self->mtrrs_enabled = false;
		self->vmcb.g_pat = 0;
		self->vmcb.tsc_offset = 0;
	} else {
		reset_vmcb(sipi_vector << 12, sipi_vector << 8, 0);
	}
	vcpu_update_cell();
}

void vcpu_park(void)
{
	reset_vmcb(0, 0, 0);
	this_arch()->vmcb.nested_cr3 = hv_virt_to_phys(parking_table.root);
	this_arch()->vmcb.tlb_control = TLB_FLUSH_ALL;
}

void vcpu_return_to_root(void)
{
	struct arch_percpu *self = this_arch();

	/* the hardware register is still the one that Linux wrote before it called */
	self->guest_pat = read_msr(MSR_PAT);
	self->mtrrs_enabled = true;
	self->vmcb.g_pat = self->guest_pat;
	self->vmcb.tsc_offset = 0;
}

/* ---- events ---- */

void vcpu_inject_exception(unsigned int vector, bool has_error_code, u32 error_code)
{
	vcpu_vmcb()->event_injection = EVENT_VALID | EVENT_EXCEPTION | vector |
				       (has_error_code ? EVENT_ERROR_CODE : 0) |
				       (u64)error_code << 32;
}

/*
 * SVM does not know when the handler of an injected NMI ends: its IRET is
 * intercepted to find out. Linux relies on it that no other NMI comes before
 * that IRET has been executed, thus NMIs stay masked until a later exit shows
 * that the guest is past it.
 */
void vcpu_inject_nmi(void)
{
	struct arch_percpu *self = this_arch();

	if (self->nmi_iret_pending && self->vmcb.rip != self->nmi_iret_rip) {
		self->nmi_iret_pending = self->nmi_masked = false;
	}
	if (self->nmi_masked || self->vmcb.event_injection & EVENT_VALID) {
		self->nmi_pending = true;
		return;
	}
	self->vmcb.event_injection = EVENT_VALID | EVENT_NMI | EXCEPTION_NMI;
	self->vmcb.intercept_general1 |= INTERCEPT_IRET;
	self->nmi_masked = true;
	self->nmi_pending = false;
}

#define OPCODE_HLT 0xf4

void vcpu_leave_halt(void)
{
	u8 opcode;

	if (unlikely(vcpu_vmcb()->interrupt_shadow) && guest_fetch(&opcode, 1) == 1 &&
	    opcode == OPCODE_HLT) {
		vcpu_skip(1);
	}
}

/* GIF and IF are clear while the hypervisor runs; what is pending comes in here. */
void vcpu_accept_events(bool drain)
{
	if (drain) {
		exception_load_drain(true);
		asm volatile("stgi; sti; nop; nop; cli; clgi" : : : "memory");
		exception_load_drain(false);
	} else {
		asm volatile("stgi; nop; nop; clgi" : : : "memory");
	}
}

/* ---- leaving ---- */

void vcpu_leave(struct linux_state *state)
{
	struct vmcb *vmcb = vcpu_vmcb();

	/* TR, LDTR, FS, GS and the system-call registers are Linux' already */
	state->cr0 = vmcb->cr0;
	state->cr3 = vmcb->cr3;
	state->cr4 = vmcb->cr4;
	state->efer = vmcb->efer;
	state->rsp = vmcb->rsp;
	/* the exit cleared them */
	asm volatile("mov %0, %%dr6; mov %1, %%dr7" : : "r"(vmcb->dr6), "r"(vmcb->dr7));
	write_msr(MSR_PAT, this_arch()->guest_pat);
	write_msr(MSR_VM_HSAVE_PA, 0);
	redirect_init(false);
}

/* ---- cells ---- */

int vcpu_cell_create(struct cell *cell)
{
	cell->stage2.format = &paging_x86;
	cell->stage2.root = page_alloc(1);
	cell->arch.iopm = page_alloc(IOPM_PAGES);
	if (!cell->stage2.root || !cell->arch.iopm) {
		return refuse_memory(1 + IOPM_PAGES);
	}
	memset(cell->arch.iopm, 0xff, IOPM_PAGES * PAGE_SIZE);
	return 0;
}

void vcpu_cell_destroy(struct cell *cell)
{
	if (cell->stage2.root) {
		paging_destroy(&cell->stage2);
		page_free(cell->stage2.root, 1);
	}
	page_free(cell->arch.iopm, IOPM_PAGES);
}

void vcpu_allow_ports(struct cell *cell, u32 first, u32 count, bool allow)
{
	u8 *map = cell->arch.iopm;
	u32 end = MIN(first + count, 0x10000);

	for (u32 port = first, bytes; port < end; port++) {
		bytes = port % 8 ? 0 : (end - port) / 8;
		if (bytes) {
			memset(map + port / 8, allow ? 0 : 0xff, bytes);
			port += 8 * bytes - 1;
		} else if (allow) {
			map[port / 8] &= ~(1 << (port % 8));
		} else {
			map[port / 8] |= 1 << (port % 8);
		}
	}
}
