// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables and exceptions of the hypervisor itself.
 *
 * There is no task state of its own, and so no separate stack for a double
 * fault: TR stays the guest's while the hypervisor runs, to exchange it would
 * cost VMSAVE and VMLOAD on every exit. A stack that grows into the guard page
 * thus resets the machine instead of damaging what lies below. To keep it from
 * that, the build refuses frames over 1 KiB of the 16 KiB, and only the release
 * of page tables calls itself, once a level.
 */
#include <core/console.h>
#include <core/panic.h>
#include <asm/apic_regs.h>
#include <asm/x86.h>

#define NUM_VECTORS    256
#define NUM_EXCEPTIONS 32
#define STUB_SIZE      16
#define SX_INIT	       1      /* an INIT signal, see svm.c */
#define GATE_INTERRUPT 0x8e00 /* present, ring 0, 64-bit interrupt gate */

struct gate {
	u16 offset_low;
	u16 selector;
	u16 type;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
};

struct __packed descriptor_table {
	u16 limit;
	u64 base;
};

/* What exception_common in entry.S pushes. */
struct exception_frame {
	u64 r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax;
	u64 vector, error_code;
	u64 rip, cs, rflags, rsp, ss;
};

struct fixup {
	u64 from, to;
};

extern char exception_stubs[], interrupt_stub[];
extern const struct fixup __fixups_start[], __fixups_end[];

/* flat segments; selectors and contents as Linux has them, see asm/layout.h */
static const u64 gdt[] = { 0, 0, 0x00af9b000000ffff, 0x00cf93000000ffff };
static struct gate idt[NUM_VECTORS];
/*
 * While an APIC is drained: interrupts begin at vector 16 there, amid the
 * exceptions, and an APIC that does not refuse the numbers below, as QEMU's,
 * has those, too. Of exceptions only NMI and machine check can come then.
 */
static struct gate drain_idt[NUM_VECTORS];

static void set_gate(struct gate *table, unsigned int vector, const char *handler)
{
	u64 offset = (u64)handler;

	table[vector] = (struct gate){
		.offset_low = offset,
		.selector = SELECTOR_CS,
		.type = GATE_INTERRUPT,
		.offset_middle = offset >> 16,
		.offset_high = offset >> 32,
	};
}

void exception_init(void)
{
	for (unsigned int n = 0; n < NUM_VECTORS; n++) {
		const char *stub = exception_stubs + n * STUB_SIZE;

		set_gate(idt, n, n < NUM_EXCEPTIONS ? stub : interrupt_stub);
		set_gate(drain_idt, n,
			 n == EXCEPTION_NMI || n == EXCEPTION_MC ? stub : interrupt_stub);
	}
}

void exception_load(void)
{
	struct descriptor_table gdtr = { sizeof(gdt) - 1, (u64)gdt };
	struct descriptor_table idtr = { sizeof(idt) - 1, (u64)idt };

	asm volatile("lgdt %0; lidt %1" : : "m"(gdtr), "m"(idtr));
}

void exception_load_drain(bool drain)
{
	struct descriptor_table idtr = { sizeof(idt) - 1, (u64)(drain ? drain_idt : idt) };

	asm volatile("lidt %0" : : "m"(idtr));
}

/* An interrupt with the number of the machine check, as a cell may have sent itself. */
static bool is_drained_interrupt(const struct exception_frame *frame)
{
	struct descriptor_table idtr;

	asm volatile("sidt %0" : "=m"(idtr));
	return idtr.base == (u64)drain_idt && frame->vector == EXCEPTION_MC &&
	       apic_read(APIC_REG_ISR) & 1U << EXCEPTION_MC;
}

static bool fix_up(struct exception_frame *frame)
{
	for (const struct fixup *fixup = __fixups_start; fixup < __fixups_end; fixup++) {
		if (fixup->from == frame->rip) {
			frame->rip = fixup->to;
			return true;
		}
	}
	return false;
}

/* Called from entry.S. */
void __used exception_handler(struct exception_frame *frame)
{
	if (frame->vector == EXCEPTION_NMI) {
		this_arch()->nmi_seen = true;
		return;
	}
	if (frame->vector == EXCEPTION_SX && frame->error_code == SX_INIT) {
		return;
	}
	if (fix_up(frame)) {
		return;
	}
	if (is_drained_interrupt(frame)) {
		apic_eoi();
		return;
	}
	panic_begin();
	printk("FATAL: Jailhouse triggered exception #%lld\n", (long long)frame->vector);
	printk("Error code: %llx\n", (unsigned long long)frame->error_code);
	printk("Physical CPU ID: %lu\n", (unsigned long)this_cpu()->arch.apic_id);
	printk("RIP: 0x%016llx RSP: 0x%016llx FLAGS: %llx\n", (unsigned long long)frame->rip,
	       (unsigned long long)frame->rsp, (unsigned long long)frame->rflags);
	if (frame->vector == EXCEPTION_PF) {
		printk("CR2: 0x%016lx\n", (unsigned long)read_cr2());
	}
	panic_dump_code(frame->rip);
	panic_dump_stack(frame->rsp, PERCPU_BASE, PERCPU_BASE + STACK_SIZE);
	panic_stop();
}
