// SPDX-License-Identifier: GPL-2.0-only
/*
 * Root Linux rings its own doorbell, for scenarios only: each vector of the
 * shared-memory devices is sent to each CPU in turn. Loading it fails if one
 * interrupt does not come, or comes to another CPU.
 *
 * The next one is sent while the last is active on the CPU that it came to
 * before, and must wait for its end: Linux forgets an interrupt that it handles
 * elsewhere at that moment. QEMU's GICv2 does not let it wait; with settle=1 the
 * next one is sent when the last has ended.
 */

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>

#define REG_ID		0x00
#define REG_INT_CONTROL 0x08
#define REG_DOORBELL	0x0c
#define MAX_VECTORS	16
#define TIMEOUT		(10 * HZ)
/* Linux moves an interrupt to its new CPU when it comes the next time, or some time later */
#define ROUNDS 1000
/* a handler is still at it when the next interrupt is sent, and to another CPU */
#define LINGER_US 1000

static DECLARE_COMPLETION(taken);
static int taken_cpu;

static bool settle;
module_param(settle, bool, 0);
MODULE_PARM_DESC(settle, "Wait until an interrupt has ended before the next one is sent");

static irqreturn_t take(int irq, void *unused)
{
	taken_cpu = smp_processor_id();
	complete(&taken);
	udelay(LINGER_US);
	return IRQ_HANDLED;
}

static int ring(struct pci_dev *device, void __iomem *registers, unsigned int vector)
{
	if (settle) {
		synchronize_irq(pci_irq_vector(device, vector));
	}
	reinit_completion(&taken);
	writel(readl(registers + REG_ID) << 16 | vector, registers + REG_DOORBELL);
	return wait_for_completion_timeout(&taken, TIMEOUT) ? 0 : -ETIMEDOUT;
}

static int ring_on(struct pci_dev *device, void __iomem *registers, unsigned int vector,
		   unsigned int cpu)
{
	int irq = pci_irq_vector(device, vector), err = irq_set_affinity(irq, cpumask_of(cpu));
	unsigned int round;

	for (round = 0; round < ROUNDS && !err; round++) {
		err = ring(device, registers, vector);
		if (!err && taken_cpu == cpu) {
			break;
		}
		msleep(1);
	}
	if (!err && taken_cpu != cpu) {
		err = -EXDEV;
	}
	pci_info(device, "vector %u to CPU %u: %d\n", vector, cpu, err);
	return err;
}

static int ring_all(struct pci_dev *device, void __iomem *registers, unsigned int vector)
{
	int irq = pci_irq_vector(device, vector),
	    err = request_irq(irq, take, 0, "doorbell", device);
	unsigned int cpu;

	if (err) {
		return err;
	}
	for_each_online_cpu(cpu)
	{
		err = err ? err : ring_on(device, registers, vector, cpu);
	}
	free_irq(irq, device);
	return err;
}

static int probe(struct pci_dev *device, const struct pci_device_id *id)
{
	void __iomem *registers;
	int count, vector, err = pcim_enable_device(device);

	if (err) {
		return err;
	}
	registers = pcim_iomap(device, 0, 0);
	/* by messages where there are any, else its one line */
	count = pci_alloc_irq_vectors(device, 1, MAX_VECTORS, PCI_IRQ_ALL_TYPES);
	if (!registers || count < 0) {
		return count < 0 ? count : -ENOMEM;
	}
	pci_set_master(device);
	writel(1, registers + REG_INT_CONTROL);
	for (vector = 0; vector < count && !err; vector++) {
		err = ring_all(device, registers, vector);
	}
	writel(0, registers + REG_INT_CONTROL);
	pci_free_irq_vectors(device);
	pci_info(device, "%d vectors: %d\n", count, err);
	return err;
}

static const struct pci_device_id ids[] = { { PCI_DEVICE(0x110a, 0x4106) }, {} };

static struct pci_driver doorbell = {
	.name = "doorbell",
	.id_table = ids,
	.probe = probe,
};
module_pci_driver(doorbell);

MODULE_DESCRIPTION("Rings the doorbell of shared-memory devices");
MODULE_LICENSE("GPL");
