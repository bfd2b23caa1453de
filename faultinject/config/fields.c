// SPDX-License-Identifier: GPL-2.0-only
/* Every field of every structure, once; offsets and sizes are the public headers'. */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#include "fields.h"

#define SIZE_OF(owner, member) sizeof(((struct owner *)0)->member)
#define FIELD(owner, member, means)                                                                \
	{                                                                                          \
		.name = #member, .offset = offsetof(struct owner, member),                         \
		.size = SIZE_OF(owner, member), .meaning = (means)                                 \
	}
#define NUMBER(owner, member)  FIELD(owner, member, MEANS_NUMBER)
#define ADDRESS(owner, member) FIELD(owner, member, MEANS_ADDRESS)
#define STRUCTURE(array)                                                                           \
	{                                                                                          \
#array, array##_fields, sizeof(array##_fields) / sizeof(array##_fields[0])         \
	}

#define CONSOLE(owner, member)                                                                     \
	ADDRESS(owner, member.address), NUMBER(owner, member.size), NUMBER(owner, member.type),    \
		NUMBER(owner, member.flags), NUMBER(owner, member.divider),                        \
		NUMBER(owner, member.gate_nr), ADDRESS(owner, member.clock_reg)

#define SYSTEM(member)		 NUMBER(jailhouse_system, member)
#define SYSTEM_ADDRESS(member)	 ADDRESS(jailhouse_system, member)
#define PLATFORM(member)	 NUMBER(jailhouse_system, platform_info.member)
#define PLATFORM_ADDRESS(member) ADDRESS(jailhouse_system, platform_info.member)
#define IOMMU(n)                                                                                   \
	PLATFORM(iommu_units[n].type), PLATFORM_ADDRESS(iommu_units[n].base),                      \
		PLATFORM(iommu_units[n].size), PLATFORM(iommu_units[n].amd.bdf),                   \
		PLATFORM(iommu_units[n].amd.base_cap), PLATFORM(iommu_units[n].amd.msi_cap),       \
		PLATFORM(iommu_units[n].amd.features)

#define HEADER_FIELDS                                                                              \
	SYSTEM(signature), SYSTEM(architecture), SYSTEM(revision), SYSTEM(flags),                  \
		SYSTEM_ADDRESS(hypervisor_memory.phys_start),                                      \
		SYSTEM_ADDRESS(hypervisor_memory.virt_start), SYSTEM(hypervisor_memory.size),      \
		SYSTEM(hypervisor_memory.flags), CONSOLE(jailhouse_system, debug_console),         \
		PLATFORM_ADDRESS(pci_mmconfig_base), PLATFORM(pci_mmconfig_end_bus),               \
		PLATFORM(pci_is_virtual), PLATFORM(pci_domain), IOMMU(0), IOMMU(1), IOMMU(2),      \
		IOMMU(3), IOMMU(4), IOMMU(5), IOMMU(6), IOMMU(7)

static const struct field x86_system_fields[] = {
	HEADER_FIELDS,
	FIELD(jailhouse_system, platform_info.x86.pm_timer_address, MEANS_PORT),
	PLATFORM(x86.apic_mode),
	PLATFORM(x86.padding),
	PLATFORM(x86.vtd_interrupt_limit),
	PLATFORM(x86.tsc_khz),
	PLATFORM(x86.apic_khz),
};

static const struct field arm_system_fields[] = {
	HEADER_FIELDS,
	PLATFORM(arm.maintenance_irq),
	PLATFORM(arm.gic_version),
	PLATFORM(arm.padding),
	PLATFORM_ADDRESS(arm.gicd_base),
	PLATFORM_ADDRESS(arm.gicc_base),
	PLATFORM_ADDRESS(arm.gich_base),
	PLATFORM_ADDRESS(arm.gicv_base),
	PLATFORM_ADDRESS(arm.gicr_base),
};

#define CELL(member) NUMBER(jailhouse_cell_desc, member)

static const struct field cell_fields[] = {
	CELL(signature),
	CELL(architecture),
	CELL(revision),
	CELL(name),
	CELL(id),
	CELL(flags),
	CELL(cpu_set_size),
	CELL(num_memory_regions),
	CELL(num_cache_regions),
	CELL(num_irqchips),
	CELL(num_pio_regions),
	CELL(num_pci_devices),
	CELL(num_pci_caps),
	CELL(num_stream_ids),
	CELL(vpci_irq_base),
	ADDRESS(jailhouse_cell_desc, cpu_reset_address),
	CELL(msg_reply_timeout),
	CONSOLE(jailhouse_cell_desc, console),
};

static const struct field cpus_fields[] = {
	{ .name = "bits", .offset = 0, .size = 1 },
};

static const struct field memory_fields[] = {
	ADDRESS(jailhouse_memory, phys_start),
	ADDRESS(jailhouse_memory, virt_start),
	NUMBER(jailhouse_memory, size),
	NUMBER(jailhouse_memory, flags),
};

static const struct field cache_fields[] = {
	NUMBER(jailhouse_cache, start), NUMBER(jailhouse_cache, size),
	NUMBER(jailhouse_cache, type),	NUMBER(jailhouse_cache, padding),
	NUMBER(jailhouse_cache, flags),
};

static const struct field irqchip_fields[] = {
	ADDRESS(jailhouse_irqchip, address),	  NUMBER(jailhouse_irqchip, id),
	NUMBER(jailhouse_irqchip, pin_base),	  NUMBER(jailhouse_irqchip, pin_bitmap[0]),
	NUMBER(jailhouse_irqchip, pin_bitmap[1]), NUMBER(jailhouse_irqchip, pin_bitmap[2]),
	NUMBER(jailhouse_irqchip, pin_bitmap[3]),
};

static const struct field pio_fields[] = {
	FIELD(jailhouse_pio, base, MEANS_PORT),
	NUMBER(jailhouse_pio, length),
};

#define DEVICE(member) NUMBER(jailhouse_pci_device, member)

static const struct field pci_device_fields[] = {
	DEVICE(type),
	DEVICE(iommu),
	DEVICE(domain),
	FIELD(jailhouse_pci_device, bdf, MEANS_DEVICE),
	DEVICE(bar_mask[0]),
	DEVICE(bar_mask[1]),
	DEVICE(bar_mask[2]),
	DEVICE(bar_mask[3]),
	DEVICE(bar_mask[4]),
	DEVICE(bar_mask[5]),
	DEVICE(caps_start),
	DEVICE(num_caps),
	DEVICE(num_msi_vectors),
	/* the byte of two bit fields, which have no offset of their own */
	{ .name = "msi_64bits, msi_maskable",
	  .offset = offsetof(struct jailhouse_pci_device, num_msi_vectors) + 1,
	  .size = 1 },
	DEVICE(num_msix_vectors),
	DEVICE(msix_region_size),
	ADDRESS(jailhouse_pci_device, msix_address),
	DEVICE(shmem_regions_start),
	DEVICE(shmem_dev_id),
	DEVICE(shmem_peers),
	DEVICE(shmem_protocol),
};

static const struct field pci_cap_fields[] = {
	NUMBER(jailhouse_pci_capability, id),
	NUMBER(jailhouse_pci_capability, start),
	NUMBER(jailhouse_pci_capability, len),
	NUMBER(jailhouse_pci_capability, flags),
};

static const struct field stream_id_fields[] = {
	{ .name = "id", .offset = 0, .size = 4 },
};

const struct structure x86_system_structure = { "system", x86_system_fields,
						ARRAY_SIZE(x86_system_fields) };
const struct structure arm_system_structure = { "system", arm_system_fields,
						ARRAY_SIZE(arm_system_fields) };
const struct structure cell_structure = STRUCTURE(cell);

#define COUNT_AT(member) offsetof(struct jailhouse_cell_desc, member)

const struct array_kind array_kinds[NUM_ARRAYS] = {
	{ STRUCTURE(cpus), COUNT_AT(cpu_set_size), 1 },
	{ STRUCTURE(memory), COUNT_AT(num_memory_regions), sizeof(struct jailhouse_memory) },
	{ STRUCTURE(cache), COUNT_AT(num_cache_regions), sizeof(struct jailhouse_cache) },
	{ STRUCTURE(irqchip), COUNT_AT(num_irqchips), sizeof(struct jailhouse_irqchip) },
	{ STRUCTURE(pio), COUNT_AT(num_pio_regions), sizeof(struct jailhouse_pio) },
	{ STRUCTURE(pci_device), COUNT_AT(num_pci_devices), sizeof(struct jailhouse_pci_device) },
	{ STRUCTURE(pci_cap), COUNT_AT(num_pci_caps), sizeof(struct jailhouse_pci_capability) },
	{ STRUCTURE(stream_id), COUNT_AT(num_stream_ids), sizeof(union jailhouse_stream_id) },
};
