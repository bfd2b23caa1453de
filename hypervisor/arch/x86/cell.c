// SPDX-License-Identifier: GPL-2.0-only
/* x86 part of cells: ports, stage 2, the local APIC's page. */
#include <core/arch.h>
#include <core/reason.h>
#include <core/setup.h>
#include <asm/apic_regs.h>
#include <asm/x86.h>

#define PORT_I8042_COMMAND 0x64
#define PORT_RESET	   0xcf9
#define PORT_PCI_FIRST	   0xcf8
#define PORT_PCI_LAST	   0xcff
#define PM_TIMER_PORTS	   4

u32 arch_region_flags(const struct jailhouse_memory *region)
{
	return PT_USER | (region->flags & JAILHOUSE_MEM_READ ? PT_READ : 0) |
	       (region->flags & JAILHOUSE_MEM_WRITE ? PT_WRITE : 0) |
	       (region->flags & JAILHOUSE_MEM_EXECUTE ? PT_EXECUTE : 0) |
	       (region->flags & JAILHOUSE_MEM_NO_HUGEPAGES ? PT_NO_HUGEPAGE : 0);
}

static void allow_pm_timer(struct cell *cell)
{
	u16 port = system_config->platform_info.x86.pm_timer_address;

	if (port) {
		vcpu_allow_ports(cell, port, PM_TIMER_PORTS, true);
	}
}

/* Ports that are moderated whatever the configuration says. */
static void trap_moderated(struct cell *cell)
{
	const struct jailhouse_pio *pio = cell->config.pio;

	cell->arch.i8042 = false;
	for (unsigned int n = 0; n < cell->config.num_pio; n++) {
		if ((u32)PORT_I8042_COMMAND - pio[n].base < pio[n].length) {
			cell->arch.i8042 = true;
		}
	}
	vcpu_allow_ports(cell, PORT_I8042_COMMAND, 1, false);
	vcpu_allow_ports(cell, PORT_PCI_FIRST, PORT_PCI_LAST - PORT_PCI_FIRST + 1, false);
	/* a byte wide and between the PCI ports: the reset register, which is root's */
	if (cell == &root_cell) {
		vcpu_allow_ports(cell, PORT_RESET, 1, true);
	}
}

static void allow_configured(struct cell *cell)
{
	for (unsigned int n = 0; n < cell->config.num_pio; n++) {
		vcpu_allow_ports(cell, cell->config.pio[n].base, cell->config.pio[n].length, true);
	}
	allow_pm_timer(cell);
	trap_moderated(cell);
}

void arch_cell_move_ports(struct cell *cell, bool take)
{
	const struct jailhouse_pio *pio = cell->config.pio;

	/* all that the root cell's configuration grants, then less what cells have */
	if (take) {
		for (unsigned int n = 0; n < cell->config.num_pio; n++) {
			vcpu_allow_ports(&root_cell, pio[n].base, pio[n].length, false);
		}
		return;
	}
	allow_configured(&root_cell);
	for (struct cell *other = root_cell.next; other; other = other->next) {
		if (other != cell) {
			arch_cell_move_ports(other, true);
		}
	}
}

/* The page of the local APIC: reads are harmless, writes trap. */
static int map_xapic(struct cell *cell)
{
	if (using_x2apic) {
		return 0;
	}
	return paging_map(&cell->stage2, XAPIC_BASE, XAPIC_BASE, PAGE_SIZE, PT_READ | PT_USER)
		       ? refuse_memory(1)
		       : 0;
}

int arch_cell_create(struct cell *cell)
{
	int err = vcpu_cell_create(cell);

	if (err) {
		return err;
	}
	allow_configured(cell);
	/* the root cell's comes last, when the mode of the APIC is known */
	return cell == &root_cell ? 0 : map_xapic(cell);
}

int arch_root_cell_init(void)
{
	int err = map_xapic(&root_cell);

	err = err ?: hide_hypervisor_memory();
	return err ?: address_space_hide_private();
}

void arch_cell_destroy(struct cell *cell)
{
	vcpu_cell_destroy(cell);
}

unsigned int arch_mmio_count(struct cell *cell)
{
	/* regions of devices that come and go with other cells, in the root cell */
	return cell == &root_cell ? 64 : 0;
}

void arch_fill_comm_region(struct cell *cell)
{
	struct jailhouse_comm_region *comm = &cell->comm_page->comm;
	unsigned int cpu;

	comm->pm_timer_address = system_config->platform_info.x86.pm_timer_address;
	comm->tsc_khz = system_config->platform_info.x86.tsc_khz;
	comm->apic_khz = system_config->platform_info.x86.apic_khz;
	comm->num_cpus = 0;
	for_each_cpu (cpu, &cell->cpus) {
		comm->num_cpus++;
	}
}

/* caches are coherent with whatever looks at memory */
void arch_cell_reset(struct cell *cell)
{
	(void)cell;
}

void arch_commit(struct cell *cell)
{
	unsigned int cpu;

	for_each_cpu (cpu, &cell->cpus) {
		if (cpu == this_cpu()->cpu_id) {
			vcpu_update_cell();
		} else {
			percpu_of(cpu)->flush = true;
		}
	}
}
