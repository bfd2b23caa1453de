/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Tries every register of the interrupt controller for interrupts that are not
 * the cell's: whatever is written, nothing may be read back, and nothing may
 * change for others, which somebody outside has to look at. Asked to shut down, it
 * leaves its own interrupts and those of its CPU in disorder.
 *   own=N   the first of the cell's two interrupts, default 236
 */

#include <gic.h>
#include <liveness.h>

#define OWN_IRQ	    236
#define NUM_OWN	    2
#define TIMES_ENDED 40
#define FIRST_SPI   32
#define LAST_IRQ    1019
#define SGI	    1

#define GICD_END_V2    0x1000
#define GICD_END_V3    0x10000
#define GICD_GROUPMOD  0x0d00
#define GICD_CPENDSGIR 0x0f10
#define GICD_SPENDSGIR 0x0f20
#define GICR_FRAMES    4
#define GICR_RD_WRITES 0x0100

/* bits of SGI targets */
#define SGIR_OTHERS  (1 << 24)
#define SGI1R_OTHERS (1ULL << 40)

static bool is_v3;
static unsigned int own;
static unsigned int writes, failures;
static volatile unsigned int received, last_irq;

static bool is_own(unsigned int irq)
{
	return irq >= own && irq < own + NUM_OWN;
}

static u8 *distributor(void)
{
	return gic_distributor();
}

static void complain(const char *bank, unsigned int offset, u32 value)
{
	if (failures++ < 20) {
		printk("%s %x holds %x\n", bank, offset, value);
	}
}

static void write_register(u8 *reg, u32 value)
{
	mmio_write32(reg, value);
	writes++;
}

/* Banks with a bit for each interrupt: every bit set, those of the cell left out. */
static void attack_bits(const char *name, unsigned int bank)
{
	unsigned int word, bit;

	for (word = 1; word < 32; word++) {
		u8 *reg = distributor() + bank + 4 * word;
		u32 foreign = 0, found;

		for (bit = 0; bit < 32; bit++) {
			foreign |= is_own(32 * word + bit) ? 0 : 1U << bit;
		}
		write_register(reg, foreign);
		found = mmio_read32(reg) & foreign;
		if (found) {
			complain(name, bank + 4 * word, found);
		}
	}
}

/* Banks with a byte for each. */
static void attack_bytes(const char *name, unsigned int bank, u8 value)
{
	unsigned int irq;

	for (irq = FIRST_SPI; irq <= LAST_IRQ; irq++) {
		u8 *reg = distributor() + bank + irq;
		u8 found;

		if (is_own(irq)) {
			continue;
		}
		mmio_write8(reg, value);
		writes++;
		found = mmio_read8(reg);
		if (found) {
			complain(name, bank + irq, found);
		}
	}
	for (irq = FIRST_SPI; irq <= LAST_IRQ; irq += 4) {
		if (!is_own(irq) && !is_own(irq + 3)) {
			write_register(distributor() + bank + irq, value * 0x01010101U);
		}
	}
}

static void attack_routes(void)
{
	unsigned int irq;

	for (irq = FIRST_SPI; irq <= LAST_IRQ; irq++) {
		if (!is_own(irq)) {
			gic_route(irq, cpu_affinity());
			writes++;
		}
	}
}

static void attack_configuration(void)
{
	unsigned int word;

	for (word = 2; word < 64; word++) {
		u8 *reg = distributor() + GICD_ICFGR + 4 * word;

		if (word != own / 16) {
			write_register(reg, ~0U);
			if (mmio_read32(reg)) {
				complain("ICFGR", GICD_ICFGR + 4 * word, mmio_read32(reg));
			}
		}
	}
}

/* What is no bank: control, identification, and where nothing is defined. */
static void attack_rest(void)
{
	unsigned int end = is_v3 ? GICD_END_V3 : GICD_END_V2, offset;

	for (offset = 0; offset < GICD_IGROUPR; offset += 4) {
		write_register(distributor() + offset, 0);
		write_register(distributor() + offset, ~0U);
	}
	for (offset = GICD_GROUPMOD; offset < (is_v3 ? GICD_IROUTER : GICD_SGIR); offset += 4) {
		write_register(distributor() + offset, ~0U);
	}
	for (offset = GICD_CPENDSGIR; offset < GICD_END_V2; offset += 4) {
		write_register(distributor() + offset, ~0U);
	}
	/* behind the last route, where message-signalled interrupts and identification are */
	for (offset = GICD_IROUTER + 0x2000; is_v3 && offset < end; offset += 4) {
		write_register(distributor() + offset, ~0U);
	}
}

/* All redistributors but the own one. */
static void attack_redistributors(void)
{
	u8 *frame = (u8 *)(unsigned long)comm_region->gicr_base;
	unsigned int n, offset;

	map_range(frame, GICR_FRAMES * GICR_FRAME_SIZE, MAP_UNCACHED);
	for (n = 0; n < GICR_FRAMES; n++, frame += GICR_FRAME_SIZE) {
		if (mmio_read32(frame + GICR_TYPER + 4) == (u32)cpu_affinity()) {
			continue;
		}
		for (offset = 0; offset < GICR_RD_WRITES; offset += 4) {
			write_register(frame + offset, ~0U);
		}
		for (offset = 0; offset < GICD_SGIR; offset += 4) {
			write_register(frame + GICR_SGI_BASE + offset, ~0U);
		}
	}
}

static void attack_sgis(void)
{
	unsigned int sgi, cpu;

	for (sgi = 0; sgi < 16; sgi++) {
		for (cpu = 0; cpu < 8; cpu++) {
			if (cpu != cpu_affinity()) {
				gic_send_sgi(sgi, cpu);
				writes++;
			}
		}
		if (is_v3) {
			write_sgi1r(SGI1R_OTHERS | sgi << 24);
		} else {
			mmio_write32(distributor() + GICD_SGIR, SGIR_OTHERS | sgi);
		}
		writes++;
	}
}

static void attack_distributor(void)
{
	attack_bits("ISENABLER", GICD_ISENABLER);
	attack_bits("ICENABLER", GICD_ICENABLER);
	attack_bits("ISPENDR", GICD_ISPENDR);
	attack_bits("ICPENDR", GICD_ICPENDR);
	attack_bits("ISACTIVER", GICD_ISACTIVER);
	attack_bits("ICACTIVER", GICD_ICACTIVER);
	attack_bits("IGROUPR", GICD_IGROUPR);
	attack_bytes("IPRIORITYR", GICD_IPRIORITYR, 0xf8);
	attack_configuration();
	if (is_v3) {
		attack_routes();
	} else {
		attack_bytes("ITARGETSR", GICD_ITARGETSR, 1U << cpu_affinity());
	}
	attack_rest();
}

static void handle_irq(unsigned int irq)
{
	received++;
	last_irq = irq;
}

/*
 * Ends its own interrupt in the distributor again and again while it waits, is handled, and comes
 * anew: it still is one interrupt, that comes and ends.
 */
static void end_without_taking(void)
{
	u8 *end = distributor() + GICD_ICACTIVER + own / 32 * 4;
	unsigned int n, came = 0;
	u32 taken;

	irq_enable(own);
	for (n = 0; n < TIMES_ENDED; n++) {
		gic_set_pending(own);
		delay_us(100);
		write_register(end, 1U << own % 32);
		taken = n % 2 ? GIC_SPECIAL : gic_acknowledge();
		if (gic_number(taken) == own) {
			came++;
			gic_set_pending(own);
			write_register(end, 1U << own % 32);
			gic_end(taken);
		}
	}
	while (gic_number(taken = gic_acknowledge()) == own) {
		came++;
		gic_end(taken);
	}
	if (!came || came > 2 * TIMES_ENDED) {
		printk("An interrupt that was sent %u times came %u times\n", 2 * TIMES_ENDED,
		       came);
		failures++;
	}
}

/* Its own interrupts still work. */
static void use_own(void)
{
	unsigned int n;

	for (n = 0; n < NUM_OWN; n++) {
		irq_enable(own + n);
		enable_irqs();
		gic_set_pending(own + n);
		delay_us(10000);
		disable_irqs();
		if (received != n + 1 || last_irq != own + n) {
			printk("Interrupt %u did not come\n", own + n);
			failures++;
		}
	}
}

/* Registers of its own as bad as can be: who has the CPU and the interrupts next must not see it.
 */
static void spoil(unsigned int first, unsigned int irqs)
{
	u8 *registers = gic_registers_of(first);
	u8 *groups = registers + GICD_IGROUPR + first / 32 * 4, *modes = registers + GICD_ICFGR;
	unsigned int irq;

	write_register(groups, ~mmio_read32(groups));
	for (irq = first; irq < first + irqs; irq++) {
		u8 *mode = modes + irq / 16 * 4;

		write_register(mode, mmio_read32(mode) ^ 2U << irq % 16 * 2);
		gic_set_priority(irq, 0xff);
	}
}

void inmate_main(void)
{
	own = cmdline_parse_int("own", OWN_IRQ);
	is_v3 = comm_region->gic_version == 3;
	irq_init(handle_irq);
	printk("Attacking the GICv%u\n", is_v3 ? 3 : 2);
	disable_irqs();
	attack_distributor();
	heartbeat();
	if (is_v3) {
		attack_redistributors();
	}
	heartbeat();
	attack_sgis();
	end_without_taking();
	use_own();
	printk("GIC attack over: %u writes, %u failures\n", writes, failures);
	heartbeat_start();
	live_until_shutdown();
	spoil(0, FIRST_SPI);
	spoil(own, NUM_OWN);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
