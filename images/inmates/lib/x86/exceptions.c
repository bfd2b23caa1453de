/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <uart.h>

extern char exception_entries[];

/* As the entry code leaves it on the stack. */
struct exception_frame {
#ifdef __x86_64__
	unsigned long r15, r14, r13, r12, r11, r10, r9, r8;
	unsigned long di, si, bp, bx, dx, cx, ax;
#else
	unsigned long di, si, bp, pushed_sp, bx, dx, cx, ax;
#endif
	unsigned long vector, error_code;
	unsigned long ip, cs, flags;
	/* not pushed in 32-bit mode */
	unsigned long sp, ss;
};

void __attribute__((noreturn)) exception_report(struct exception_frame *frame);

static unsigned long stack_pointer(struct exception_frame *frame)
{
#ifdef __x86_64__
	return frame->sp;
#else
	return (unsigned long)&frame->sp;
#endif
}

static unsigned long read_cr2(void)
{
	unsigned long value;

	asm volatile("mov %%cr2,%0" : "=r"(value));
	return value;
}

void exception_report(struct exception_frame *frame)
{
	comm_region->cell_state = JAILHOUSE_CELL_FAILED;
	console_take_over();

	printk("--- EXCEPTION %d ---\n", (int)frame->vector);
	printk("IP: %p SP: %p FLAGS: %lx ERROR: %lx\n", (void *)frame->ip,
	       (void *)stack_pointer(frame), frame->flags, frame->error_code);
	printk("AX: %p BX: %p CX: %p DX: %p\n", (void *)frame->ax, (void *)frame->bx,
	       (void *)frame->cx, (void *)frame->dx);
	printk("SI: %p DI: %p BP: %p CS: %lx\n", (void *)frame->si, (void *)frame->di,
	       (void *)frame->bp, frame->cs);
#ifdef __x86_64__
	printk("R8: %p R9: %p R10: %p R11: %p\n", (void *)frame->r8, (void *)frame->r9,
	       (void *)frame->r10, (void *)frame->r11);
	printk("R12: %p R13: %p R14: %p R15: %p\n", (void *)frame->r12, (void *)frame->r13,
	       (void *)frame->r14, (void *)frame->r15);
#endif
	printk("CR2: %p CR3: %p CR4: %p\n", (void *)read_cr2(), (void *)read_cr3(),
	       (void *)read_cr4());
	stop();
}

void excp_reporting_init(void)
{
	idt_fill(0, 32, exception_entries, 16);
	idt_load();
}
