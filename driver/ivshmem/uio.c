// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared-memory devices for programs, through Linux' userspace I/O. Each device
 * is a /dev/uioN that maps registers and sections, by their names:
 *
 *   registers, state_table, rw_section, input_sections, output_section
 *
 * What a link does not have is left out. Every vector wakes the same event. The
 * device works in one-shot mode: with an interrupt it disables further ones
 * until the program writes 1 to the register at offset 8, or to the file.
 *
 * A device can vanish while programs have it open and mapped: when the
 * hypervisor is disabled. Its pages are taken from them then: who still touches
 * them gets SIGBUS, and never what is there instead. So pages are mapped one by
 * one as they are touched, under a lock.
 */

#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uio_driver.h>

#include "device.h"

#define NAME "uio_ivshmem"

#define PROTOCOL_UNDEFINED 0x0000

struct link {
	struct ivshmem_device device;
	struct uio_info info;
	/** Maps of info that may not be written to. */
	bool read_only[MAX_UIO_MAPS];
	/** The driver's reference and one for each mapping. */
	struct kref references;
	/** The device's file while it is open; guarded by UIO's lock of the device. */
	struct inode *file;
	unsigned int opened;
	/** Guards gone, and pages of it against being mapped. */
	struct mutex lock;
	bool gone;
};

/* ---- mappings ---- */

static void release_link(struct kref *references)
{
	kfree(container_of(references, struct link, references));
}

static void mapping_copied(struct vm_area_struct *area)
{
	struct link *link = area->vm_private_data;

	kref_get(&link->references);
}

static void mapping_removed(struct vm_area_struct *area)
{
	struct link *link = area->vm_private_data;

	kref_put(&link->references, release_link);
}

static vm_fault_t map_page(struct vm_fault *fault)
{
	struct link *link = fault->vma->vm_private_data;
	vm_fault_t result = VM_FAULT_SIGBUS;

	mutex_lock(&link->lock);
	if (!link->gone) {
		result = vmf_insert_pfn(fault->vma, fault->address, fault->pgoff);
	}
	mutex_unlock(&link->lock);
	return result;
}

static const struct vm_operations_struct mapping_ops = {
	.open = mapping_copied,
	.close = mapping_removed,
	.fault = map_page,
};

#ifdef HAVE_VM_FLAGS_CLEAR
static void change_flags(struct vm_area_struct *area, unsigned long clear, unsigned long set)
{
	vm_flags_mod(area, set, clear);
}
#else
static void change_flags(struct vm_area_struct *area, unsigned long clear, unsigned long set)
{
	area->vm_flags = (area->vm_flags & ~clear) | set;
}
#endif

/* UIO has checked number and size of the map; the number is in vm_pgoff. */
static int map(struct uio_info *info, struct vm_area_struct *area)
{
	struct link *link = info->priv;
	unsigned long n = area->vm_pgoff;
	bool read_only = link->read_only[n];

	if (read_only && area->vm_flags & VM_WRITE) {
		return -EACCES;
	}
	/* not later by mprotect, either: the hypervisor would stop the CPU */
	change_flags(area, read_only ? VM_MAYWRITE : 0,
		     VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	if (is_cow_mapping(area->vm_flags)) {
		return -EINVAL;
	}
	if (info->mem[n].memtype == UIO_MEM_PHYS) {
		area->vm_page_prot = pgprot_noncached(area->vm_page_prot);
	}
	/* stays true for each page when the mapping is split */
	area->vm_pgoff = info->mem[n].addr >> PAGE_SHIFT;
	area->vm_private_data = link;
	area->vm_ops = &mapping_ops;
	kref_get(&link->references);
	return 0;
}

static void take_pages_away(struct link *link)
{
	mutex_lock(&link->lock);
	link->gone = true;
	mutex_unlock(&link->lock);
	if (link->file) {
		unmap_mapping_range(link->file->i_mapping, 0, 0, true);
		iput(link->file);
		link->file = NULL;
	}
}

/* ---- the file; UIO holds a lock of the device ---- */

/* All through the same inode, so that all mappings are found when the device goes. */
static int open(struct uio_info *info, struct inode *file)
{
	struct link *link = info->priv;

	if (link->file && link->file != file) {
		return -EBUSY;
	}
	if (!link->file) {
		link->file = igrab(file);
		if (!link->file) {
			return -ENODEV;
		}
	}
	link->opened++;
	return 0;
}

static void silence(const struct link *link)
{
	ivshmem_write(&link->device, IVSHMEM_REG_INT_CONTROL, 0);
	ivshmem_write(&link->device, IVSHMEM_REG_STATE, 0);
}

/* The peers see that nobody is here any more. */
static int release(struct uio_info *info, struct inode *file)
{
	struct link *link = info->priv;

	link->opened--;
	if (link->opened == 0) {
		silence(link);
		iput(link->file);
		link->file = NULL;
	}
	return 0;
}

static int control_interrupts(struct uio_info *info, s32 on)
{
	struct link *link = info->priv;

	ivshmem_write(&link->device, IVSHMEM_REG_INT_CONTROL, on ? IVSHMEM_INT_ENABLE : 0);
	return 0;
}

static irqreturn_t wake(int irq, void *opaque)
{
	struct link *link = opaque;

	uio_event_notify(&link->info);
	return IRQ_HANDLED;
}

/* ---- the device ---- */

static void free_irqs(struct link *link, int count)
{
	while (count > 0) {
		count--;
		free_irq(pci_irq_vector(link->device.pci, count), link);
	}
}

static int request_irqs(struct link *link)
{
	unsigned long flags = ivshmem_uses_pin(&link->device) ? IRQF_SHARED : 0;
	int n, err;

	for (n = 0; n < link->device.vectors; n++) {
		err = request_irq(pci_irq_vector(link->device.pci, n), wake, flags,
				  pci_name(link->device.pci), link);
		if (err) {
			free_irqs(link, n);
			return err;
		}
	}
	return 0;
}

static void add_map(struct link *link, unsigned int *n, const char *name,
		    const struct ivshmem_section *section, bool writable)
{
	if (section->size) {
		/* "IOVA" is cached, which the peers' view is, too */
		link->info.mem[*n] = (struct uio_mem){
			.name = name,
			.addr = section->start,
			.size = section->size,
			.memtype = UIO_MEM_IOVA,
		};
		link->read_only[*n] = !writable;
		(*n)++;
	}
}

static void describe(struct link *link)
{
	const struct ivshmem_device *device = &link->device;
	unsigned int n = 1;

	link->info.name = NAME;
	link->info.version = "2";
	link->info.irq = UIO_IRQ_CUSTOM;
	link->info.priv = link;
	link->info.open = open;
	link->info.release = release;
	link->info.mmap = map;
	link->info.irqcontrol = control_interrupts;
	link->info.mem[0] = (struct uio_mem){
		.name = "registers",
		.addr = pci_resource_start(device->pci, 0),
		.size = pci_resource_len(device->pci, 0),
		.memtype = UIO_MEM_PHYS,
	};
	add_map(link, &n, "state_table", &device->states, false);
	add_map(link, &n, "rw_section", &device->rw, true);
	add_map(link, &n, "input_sections", &device->inputs, false);
	add_map(link, &n, "output_section", &device->output, true);
}

static int start(struct link *link, struct pci_dev *pci)
{
	int err = ivshmem_device_init(&link->device, pci, true, IVSHMEM_MAX_VECTORS);

	if (err) {
		return err;
	}
	if (!PAGE_ALIGNED(pci_resource_start(pci, 0)) || !PAGE_ALIGNED(pci_resource_len(pci, 0))) {
		dev_err(&pci->dev,
			"registers at %pR share a page of this kernel with other things; use a BAR mask for 64K pages\n",
			&pci->resource[0]);
		err = -EINVAL;
		goto exit_device;
	}
	describe(link);
	err = uio_register_device(&pci->dev, &link->info);
	if (err) {
		goto exit_device;
	}
	err = request_irqs(link);
	if (!err) {
		return 0;
	}
	uio_unregister_device(&link->info);
	take_pages_away(link);
exit_device:
	ivshmem_device_exit(&link->device);
	return err;
}

static int probe(struct pci_dev *pci, const struct pci_device_id *id)
{
	struct link *link = kzalloc(sizeof(*link), GFP_KERNEL);
	int err;

	if (!link) {
		return -ENOMEM;
	}
	kref_init(&link->references);
	mutex_init(&link->lock);
	err = start(link, pci);
	if (err) {
		kref_put(&link->references, release_link);
		return err;
	}
	pci_set_drvdata(pci, link);
	dev_info(&pci->dev, "end %u of %u, %d %s\n", link->device.id, link->device.peers,
		 link->device.vectors, ivshmem_uses_pin(&link->device) ? "pin" : "vectors");
	return 0;
}

/* In this order: no more events, no more calls from UIO, no more pages, then the device. */
static void remove(struct pci_dev *pci)
{
	struct link *link = pci_get_drvdata(pci);

	free_irqs(link, link->device.vectors);
	uio_unregister_device(&link->info);
	take_pages_away(link);
	silence(link);
	ivshmem_device_exit(&link->device);
	kref_put(&link->references, release_link);
}

/* For others than protocol 0 write to new_id, e.g. "110a 4106 110a 4106 ffc003 ffffff". */
static const struct pci_device_id ids[] = { { PCI_DEVICE(IVSHMEM_VENDOR, IVSHMEM_DEVICE),
					      IVSHMEM_CLASS(PROTOCOL_UNDEFINED), 0xffffff },
					    {} };
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver uio_ivshmem_driver = {
	.name = NAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};
module_pci_driver(uio_ivshmem_driver);

MODULE_DESCRIPTION("Shared memory of cells (IVSHMEM version 2) for programs");
MODULE_LICENSE("GPL");
