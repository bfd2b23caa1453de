/* SPDX-License-Identifier: GPL-2.0-only */
#include <inmate.h>
#include <asm/regs.h>

#define NUM_IDT_DESC	256
#define SPURIOUS_VECTOR 255

#define IDT_PRESENT_INTERRUPT_GATE 0x8e00

#ifdef __x86_64__
#define CODE_SELECTOR  INMATE_CS64
#define WORDS_PER_DESC 4
#else
#define CODE_SELECTOR  INMATE_CS32
#define WORDS_PER_DESC 2
#endif

extern char irq_entries[], spurious_entry[];

static u32 idt[NUM_IDT_DESC][WORDS_PER_DESC] __attribute__((aligned(16)));
static irq_handler_t irq_handler;

void idt_fill(unsigned int first, unsigned int count, char *handlers, unsigned int stride)
{
	unsigned int n;

	for (n = 0; n < count; n++) {
		/* everything lies below 4 GiB */
		u32 entry = (unsigned long)handlers + n * stride;

		idt[first + n][0] = (entry & 0xffff) | CODE_SELECTOR << 16;
		idt[first + n][1] = IDT_PRESENT_INTERRUPT_GATE | (entry & 0xffff0000);
	}
}

void idt_load(void)
{
	struct {
		u16 limit;
		unsigned long base;
	} __attribute__((packed)) pointer = { sizeof(idt) - 1, (unsigned long)idt };

	asm volatile("lidt %0" : : "m"(pointer));
}

void irq_init(irq_handler_t handler)
{
	irq_handler = handler;
	idt_fill(FIRST_INTERRUPT_VECTOR, MAX_INTERRUPT_VECTORS, irq_entries, 16);
	idt_fill(SPURIOUS_VECTOR, 1, spurious_entry, 16);
	idt_load();
	write_msr(X2APIC_SPIV, APIC_SPIV_ENABLE_VECTOR_FF);
}

/* All vectors can arrive at any time; masking is up to the source. */
void irq_enable(unsigned int irq)
{
	(void)irq;
	if (!irq_handler) {
		give_up("irq_init() comes before all else about interrupts");
	}
}

void irq_dispatch(unsigned int vector)
{
	irq_handler(vector);
	write_msr(X2APIC_EOI, 0);
}
