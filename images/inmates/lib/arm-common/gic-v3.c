/* SPDX-License-Identifier: GPL-2.0-only */
#include <gic.h>
#include <arithmetic.h>

#define PRIORITY_MASK 0xf0
#define SRE_ENABLE    1
#define PIDR2_ARCH    0xf0
#define PIDR2_GICV3   0x30
#define TYPER_LAST    (1 << 4)
#define WAKER_SLEEP   (1 << 1)
#define WAKER_ASLEEP  (1 << 2)
#define MAX_FRAMES    512
#define MAX_POLLS     1000000

static u8 *gicr;

/* The frames follow each other and know which CPU is theirs. */
static u8 *find_redistributor(void)
{
	u8 *frame = gicr;
	u32 own = packed_affinity(cpu_affinity());
	unsigned int n;

	for (n = 0; n < MAX_FRAMES; n++, frame += GICR_FRAME_SIZE) {
		map_range(frame, GICR_FRAME_SIZE, MAP_UNCACHED);
		if ((mmio_read32(frame + GICR_PIDR2) & PIDR2_ARCH) != PIDR2_GICV3) {
			break;
		}
		if (mmio_read32(frame + GICR_TYPER + 4) == own) {
			return frame;
		}
		if (mmio_read32(frame + GICR_TYPER) & TYPER_LAST) {
			break;
		}
	}
	printk("No redistributor for CPU %llx\n", (unsigned long long)cpu_affinity());
	stop();
}

static void wake(u8 *frame)
{
	unsigned int polls;

	mmio_write32(frame + GICR_WAKER, mmio_read32(frame + GICR_WAKER) & ~WAKER_SLEEP);
	for (polls = 0; polls < MAX_POLLS; polls++) {
		if (!(mmio_read32(frame + GICR_WAKER) & WAKER_ASLEEP)) {
			break;
		}
		cpu_relax();
	}
}

static void init_cpu(void)
{
	gicr = (u8 *)(unsigned long)comm_region->gicr_base;
	wake(find_redistributor());
	write_sysreg(REG_ICC_SRE, SRE_ENABLE);
	write_sysreg(REG_ICC_PMR, PRIORITY_MASK);
	write_sysreg(REG_ICC_CTLR, 0);
	write_sysreg(REG_ICC_IGRPEN1, 1);
}

static void *registers_of(unsigned int irq)
{
	return is_sgi_ppi(irq) ? find_redistributor() + GICR_SGI_BASE : gic_distributor();
}

static void route(unsigned int irq, u64 affinity)
{
	u8 *router = (u8 *)gic_distributor() + GICD_IROUTER + 8 * irq;

#ifdef __aarch64__
	asm volatile("str %0, [%1]" : : "r"(affinity), "r"(router) : "memory");
#else
	mmio_write32(router, affinity);
	mmio_write32(router + 4, affinity >> 32);
#endif
}

static void send_sgi(unsigned int sgi, u64 affinity)
{
	write_sgi1r(sgi1r_value(sgi, affinity));
}

static u32 acknowledge(void)
{
	u32 taken = read_sysreg(REG_ICC_IAR1);

	asm volatile("dsb sy" : : : "memory");
	return taken;
}

static void end(u32 acknowledged)
{
	write_sysreg(REG_ICC_EOIR1, acknowledged);
}

const struct gic_driver gic_v3 = {
	.init_cpu = init_cpu,
	.registers_of = registers_of,
	.route = route,
	.send_sgi = send_sgi,
	.acknowledge = acknowledge,
	.end = end,
};
