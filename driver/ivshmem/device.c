// SPDX-License-Identifier: GPL-2.0-only
/* What the drivers of shared-memory devices have in common. */

#include "device.h"

/* vendor capability: length, control byte, sizes of the sections, where they begin */
#define CAP_LENGTH	 2
#define CAP_CONTROL	 3
#define CAP_ONE_SHOT	 1
#define CAP_STATE_SIZE	 4
#define CAP_RW_SIZE	 8
#define CAP_OUTPUT_SIZE	 16
#define CAP_ADDRESS	 24
#define CAP_WITH_ADDRESS 32

#define REGISTERS_BAR 0
#define MEMORY_BAR    2

/* the most that one link can share; keeps sums of sizes from wrapping */
#define MAX_SECTION (1ULL << 40)
#define MAX_PEERS   0xffff

/* since 6.7 by another name */
#ifndef PCI_IRQ_INTX
#define PCI_IRQ_INTX PCI_IRQ_LEGACY
#endif

static u64 read_u64(struct pci_dev *pci, int offset)
{
	u32 low = 0, high = 0;

	pci_read_config_dword(pci, offset, &low);
	pci_read_config_dword(pci, offset + 4, &high);
	return (u64)high << 32 | low;
}

static int set_one_shot(struct pci_dev *pci, int cap, bool one_shot)
{
	return pcibios_err_to_errno(
		pci_write_config_byte(pci, cap + CAP_CONTROL, one_shot ? CAP_ONE_SHOT : 0));
}

/* The memory is behind a BAR, or the capability says where it is. */
static phys_addr_t find_memory(struct pci_dev *pci, int cap)
{
	u8 length = 0;

	if (pci_resource_len(pci, MEMORY_BAR)) {
		return pci_resource_start(pci, MEMORY_BAR);
	}
	pci_read_config_byte(pci, cap + CAP_LENGTH, &length);
	return length >= CAP_WITH_ADDRESS ? read_u64(pci, cap + CAP_ADDRESS) : 0;
}

static bool is_section_size(u64 size)
{
	return size <= MAX_SECTION && PAGE_ALIGNED(size);
}

static int find_sections(struct ivshmem_device *device, int cap)
{
	struct pci_dev *pci = device->pci;
	phys_addr_t start = find_memory(pci, cap);
	u64 rw_size = read_u64(pci, cap + CAP_RW_SIZE);
	u64 output_size = read_u64(pci, cap + CAP_OUTPUT_SIZE);
	u32 state_size = 0;

	pci_read_config_dword(pci, cap + CAP_STATE_SIZE, &state_size);
	if (!start || !PAGE_ALIGNED(start) || !is_section_size(state_size) ||
	    state_size < device->peers * sizeof(u32) || !is_section_size(rw_size) ||
	    !is_section_size(output_size)) {
		dev_err(&pci->dev,
			"sections at 0x%llx: state table of 0x%x bytes for %u peers, common 0x%llx, output 0x%llx; address and sizes have to be multiples of 0x%lx, with a slot of 4 bytes for each peer\n",
			(u64)start, state_size, device->peers, rw_size, output_size, PAGE_SIZE);
		return -EINVAL;
	}
	device->states = (struct ivshmem_section){ start, state_size };
	device->rw = (struct ivshmem_section){ start + state_size, rw_size };
	device->inputs =
		(struct ivshmem_section){ device->rw.start + rw_size, output_size * device->peers };
	device->output = (struct ivshmem_section){ device->inputs.start + output_size * device->id,
						   output_size };
	return 0;
}

static int map_registers(struct ivshmem_device *device)
{
	struct pci_dev *pci = device->pci;
	int err = pcim_iomap_regions(pci, BIT(REGISTERS_BAR), pci_name(pci));

	if (err) {
		dev_err(&pci->dev, "no registers: BAR 0 cannot be mapped (error %d)\n", err);
		return err;
	}
	device->registers = pcim_iomap_table(pci)[REGISTERS_BAR];
	device->id = ivshmem_read(device, IVSHMEM_REG_ID);
	device->peers = ivshmem_read(device, IVSHMEM_REG_MAX_PEERS);
	if (device->peers > MAX_PEERS || device->id >= device->peers) {
		dev_err(&pci->dev, "is number %u of %u peers\n", device->id, device->peers);
		return -EINVAL;
	}
	return 0;
}

static int map_memory(struct ivshmem_device *device)
{
	u64 size = device->inputs.start + device->inputs.size - device->states.start;

	device->memory = devm_memremap(&device->pci->dev, device->states.start, size, MEMREMAP_WB);
	return PTR_ERR_OR_ZERO(device->memory);
}

int ivshmem_device_init(struct ivshmem_device *device, struct pci_dev *pci, bool one_shot,
			unsigned int max_vectors)
{
	int cap = pci_find_capability(pci, PCI_CAP_ID_VNDR);
	int err;

	if (!cap) {
		dev_err(&pci->dev, "has no vendor capability, which says what it shares\n");
		return -EINVAL;
	}
	device->pci = pci;
	err = pcim_enable_device(pci) ?: map_registers(device) ?: find_sections(device, cap);
	if (!err) {
		err = map_memory(device) ?: set_one_shot(pci, cap, one_shot);
	}
	if (err) {
		return err;
	}
	/* messages are sent by it as a bus master */
	pci_set_master(pci);
	device->vectors = pci_alloc_irq_vectors(pci, 1, max_vectors, PCI_IRQ_MSIX | PCI_IRQ_INTX);
	if (device->vectors < 0) {
		dev_err(&pci->dev, "got no interrupt (error %d)\n", device->vectors);
		return device->vectors;
	}
	return 0;
}

void ivshmem_device_exit(struct ivshmem_device *device)
{
	pci_free_irq_vectors(device->pci);
}
