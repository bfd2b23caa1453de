/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The public headers against the specification's tables of offsets, sizes and
 * values. Nothing runs: a difference is a compile error.
 */

#include <stddef.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/header.h>
#include <jailhouse/hypercall.h>
#include <jailhouse/ioctl.h>

#define FIELD(type, field, offset, size)                                                           \
	_Static_assert(offsetof(type, field) == (offset) && sizeof(((type *)0)->field) == (size),  \
		       #type "." #field)
#define OFFSET(type, field, offset)                                                                \
	_Static_assert(offsetof(type, field) == (offset), #type "." #field)
#define SIZE(type, size)   _Static_assert(sizeof(type) == (size), #type)
#define VALUE(name, value) _Static_assert((name) == (value), #name)
#define TEXT(name, size)   _Static_assert(sizeof(name) == (size) + 1, #name)

/* ---- layout ---- */

FIELD(struct jailhouse_console, address, 0, 8);
FIELD(struct jailhouse_console, size, 8, 4);
FIELD(struct jailhouse_console, type, 12, 2);
FIELD(struct jailhouse_console, flags, 14, 2);
FIELD(struct jailhouse_console, divider, 16, 4);
FIELD(struct jailhouse_console, gate_nr, 20, 4);
FIELD(struct jailhouse_console, clock_reg, 24, 8);
SIZE(struct jailhouse_console, 32);

FIELD(struct jailhouse_cell_desc, signature, 0, 5);
FIELD(struct jailhouse_cell_desc, architecture, 5, 1);
FIELD(struct jailhouse_cell_desc, revision, 6, 2);
FIELD(struct jailhouse_cell_desc, name, 8, 32);
FIELD(struct jailhouse_cell_desc, id, 40, 4);
FIELD(struct jailhouse_cell_desc, flags, 44, 4);
FIELD(struct jailhouse_cell_desc, cpu_set_size, 48, 4);
FIELD(struct jailhouse_cell_desc, num_memory_regions, 52, 4);
FIELD(struct jailhouse_cell_desc, num_cache_regions, 56, 4);
FIELD(struct jailhouse_cell_desc, num_irqchips, 60, 4);
FIELD(struct jailhouse_cell_desc, num_pio_regions, 64, 4);
FIELD(struct jailhouse_cell_desc, num_pci_devices, 68, 4);
FIELD(struct jailhouse_cell_desc, num_pci_caps, 72, 4);
FIELD(struct jailhouse_cell_desc, num_stream_ids, 76, 4);
FIELD(struct jailhouse_cell_desc, vpci_irq_base, 80, 4);
FIELD(struct jailhouse_cell_desc, cpu_reset_address, 84, 8);
FIELD(struct jailhouse_cell_desc, msg_reply_timeout, 92, 8);
FIELD(struct jailhouse_cell_desc, console, 100, 32);
FIELD(struct jailhouse_cell_desc, console.address, 100, 8);
FIELD(struct jailhouse_cell_desc, console.size, 108, 4);
FIELD(struct jailhouse_cell_desc, console.type, 112, 2);
FIELD(struct jailhouse_cell_desc, console.flags, 114, 2);
FIELD(struct jailhouse_cell_desc, console.divider, 116, 4);
FIELD(struct jailhouse_cell_desc, console.gate_nr, 120, 4);
FIELD(struct jailhouse_cell_desc, console.clock_reg, 124, 8);
SIZE(struct jailhouse_cell_desc, 132);

FIELD(struct jailhouse_memory, phys_start, 0, 8);
FIELD(struct jailhouse_memory, virt_start, 8, 8);
FIELD(struct jailhouse_memory, size, 16, 8);
FIELD(struct jailhouse_memory, flags, 24, 8);
SIZE(struct jailhouse_memory, 32);

FIELD(struct jailhouse_cache, start, 0, 4);
FIELD(struct jailhouse_cache, size, 4, 4);
FIELD(struct jailhouse_cache, type, 8, 1);
FIELD(struct jailhouse_cache, padding, 9, 1);
FIELD(struct jailhouse_cache, flags, 10, 2);
SIZE(struct jailhouse_cache, 12);

FIELD(struct jailhouse_irqchip, address, 0, 8);
FIELD(struct jailhouse_irqchip, id, 8, 4);
FIELD(struct jailhouse_irqchip, pin_base, 12, 4);
SIZE(struct jailhouse_irqchip, 32);

FIELD(struct jailhouse_pio, base, 0, 2);
FIELD(struct jailhouse_pio, length, 2, 2);
SIZE(struct jailhouse_pio, 4);

FIELD(struct jailhouse_pci_device, type, 0, 1);
FIELD(struct jailhouse_pci_device, iommu, 1, 1);
FIELD(struct jailhouse_pci_device, domain, 2, 2);
FIELD(struct jailhouse_pci_device, bdf, 4, 2);
FIELD(struct jailhouse_pci_device, bar_mask, 6, 24);
FIELD(struct jailhouse_pci_device, caps_start, 30, 2);
FIELD(struct jailhouse_pci_device, num_caps, 32, 2);
FIELD(struct jailhouse_pci_device, num_msi_vectors, 34, 1);
FIELD(struct jailhouse_pci_device, num_msix_vectors, 36, 2);
FIELD(struct jailhouse_pci_device, msix_region_size, 38, 2);
FIELD(struct jailhouse_pci_device, msix_address, 40, 8);
FIELD(struct jailhouse_pci_device, shmem_regions_start, 48, 4);
FIELD(struct jailhouse_pci_device, shmem_dev_id, 52, 1);
FIELD(struct jailhouse_pci_device, shmem_peers, 53, 1);
FIELD(struct jailhouse_pci_device, shmem_protocol, 54, 2);
SIZE(struct jailhouse_pci_device, 56);

FIELD(struct jailhouse_pci_capability, id, 0, 2);
FIELD(struct jailhouse_pci_capability, start, 2, 2);
FIELD(struct jailhouse_pci_capability, len, 4, 2);
FIELD(struct jailhouse_pci_capability, flags, 6, 2);
SIZE(struct jailhouse_pci_capability, 8);

FIELD(union jailhouse_stream_id, id, 0, 4);
FIELD(union jailhouse_stream_id, mmu500.id, 0, 2);
FIELD(union jailhouse_stream_id, mmu500.mask_out, 2, 2);
SIZE(union jailhouse_stream_id, 4);

FIELD(struct jailhouse_iommu, type, 0, 4);
FIELD(struct jailhouse_iommu, base, 4, 8);
FIELD(struct jailhouse_iommu, size, 12, 4);
FIELD(struct jailhouse_iommu, amd.bdf, 16, 2);
FIELD(struct jailhouse_iommu, amd.base_cap, 18, 1);
FIELD(struct jailhouse_iommu, amd.msi_cap, 19, 1);
FIELD(struct jailhouse_iommu, amd.features, 20, 4);
FIELD(struct jailhouse_iommu, tipvu.tlb_base, 16, 8);
FIELD(struct jailhouse_iommu, tipvu.tlb_size, 24, 4);
SIZE(struct jailhouse_iommu, 28);

FIELD(struct jailhouse_system, signature, 0, 5);
FIELD(struct jailhouse_system, architecture, 5, 1);
FIELD(struct jailhouse_system, revision, 6, 2);
FIELD(struct jailhouse_system, flags, 8, 4);
FIELD(struct jailhouse_system, hypervisor_memory, 12, 32);
FIELD(struct jailhouse_system, hypervisor_memory.phys_start, 12, 8);
FIELD(struct jailhouse_system, hypervisor_memory.virt_start, 20, 8);
FIELD(struct jailhouse_system, hypervisor_memory.size, 28, 8);
FIELD(struct jailhouse_system, hypervisor_memory.flags, 36, 8);
FIELD(struct jailhouse_system, debug_console, 44, 32);
FIELD(struct jailhouse_system, debug_console.address, 44, 8);
FIELD(struct jailhouse_system, debug_console.size, 52, 4);
FIELD(struct jailhouse_system, debug_console.type, 56, 2);
FIELD(struct jailhouse_system, debug_console.flags, 58, 2);
FIELD(struct jailhouse_system, debug_console.divider, 60, 4);
FIELD(struct jailhouse_system, debug_console.gate_nr, 64, 4);
FIELD(struct jailhouse_system, debug_console.clock_reg, 68, 8);
FIELD(struct jailhouse_system, platform_info, 76, 280);
FIELD(struct jailhouse_system, platform_info.pci_mmconfig_base, 76, 8);
FIELD(struct jailhouse_system, platform_info.pci_mmconfig_end_bus, 84, 1);
FIELD(struct jailhouse_system, platform_info.pci_is_virtual, 85, 1);
FIELD(struct jailhouse_system, platform_info.pci_domain, 86, 2);
FIELD(struct jailhouse_system, platform_info.iommu_units, 88, 224);
FIELD(struct jailhouse_system, platform_info.iommu_units[1], 116, 28);
FIELD(struct jailhouse_system, platform_info.iommu_units[7], 284, 28);
FIELD(struct jailhouse_system, platform_info.x86, 312, 16);
FIELD(struct jailhouse_system, platform_info.x86.pm_timer_address, 312, 2);
FIELD(struct jailhouse_system, platform_info.x86.apic_mode, 314, 1);
FIELD(struct jailhouse_system, platform_info.x86.padding, 315, 1);
FIELD(struct jailhouse_system, platform_info.x86.vtd_interrupt_limit, 316, 4);
FIELD(struct jailhouse_system, platform_info.x86.tsc_khz, 320, 4);
FIELD(struct jailhouse_system, platform_info.x86.apic_khz, 324, 4);
FIELD(struct jailhouse_system, platform_info.arm, 312, 44);
FIELD(struct jailhouse_system, platform_info.arm.maintenance_irq, 312, 1);
FIELD(struct jailhouse_system, platform_info.arm.gic_version, 313, 1);
FIELD(struct jailhouse_system, platform_info.arm.padding, 314, 2);
FIELD(struct jailhouse_system, platform_info.arm.gicd_base, 316, 8);
FIELD(struct jailhouse_system, platform_info.arm.gicc_base, 324, 8);
FIELD(struct jailhouse_system, platform_info.arm.gich_base, 332, 8);
FIELD(struct jailhouse_system, platform_info.arm.gicv_base, 340, 8);
FIELD(struct jailhouse_system, platform_info.arm.gicr_base, 348, 8);
FIELD(struct jailhouse_system, root_cell, 356, 132);
SIZE(struct jailhouse_system, 488);

FIELD(struct jailhouse_comm_region, signature, 0, 6);
FIELD(struct jailhouse_comm_region, revision, 6, 2);
FIELD(struct jailhouse_comm_region, cell_state, 8, 4);
FIELD(struct jailhouse_comm_region, msg_to_cell, 12, 4);
FIELD(struct jailhouse_comm_region, reply_from_cell, 16, 4);
FIELD(struct jailhouse_comm_region, flags, 20, 4);
FIELD(struct jailhouse_comm_region, console, 24, 32);
FIELD(struct jailhouse_comm_region, console.address, 24, 8);
FIELD(struct jailhouse_comm_region, console.size, 32, 4);
FIELD(struct jailhouse_comm_region, console.type, 36, 2);
FIELD(struct jailhouse_comm_region, console.flags, 38, 2);
FIELD(struct jailhouse_comm_region, console.divider, 40, 4);
FIELD(struct jailhouse_comm_region, console.gate_nr, 44, 4);
FIELD(struct jailhouse_comm_region, console.clock_reg, 48, 8);
FIELD(struct jailhouse_comm_region, pci_mmconfig_base, 56, 8);
FIELD(struct jailhouse_comm_region, pm_timer_address, 64, 2);
FIELD(struct jailhouse_comm_region, num_cpus, 66, 2);
FIELD(struct jailhouse_comm_region, tsc_khz, 68, 4);
FIELD(struct jailhouse_comm_region, apic_khz, 72, 4);
SIZE(struct jailhouse_comm_region, 76);

FIELD(struct jailhouse_header, signature, 0, 8);
FIELD(struct jailhouse_header, core_size, 8, 8);
FIELD(struct jailhouse_header, percpu_size, 16, 8);
FIELD(struct jailhouse_header, entry, 24, 8);
FIELD(struct jailhouse_header, console_page, 32, 8);
FIELD(struct jailhouse_header, gcov_info_head, 40, 8);
FIELD(struct jailhouse_header, max_cpus, 48, 4);
FIELD(struct jailhouse_header, online_cpus, 52, 4);
FIELD(struct jailhouse_header, debug_console_base, 56, 8);
FIELD(struct jailhouse_header, arm_linux_hyp_vectors, 64, 8);
FIELD(struct jailhouse_header, arm_linux_hyp_abi, 72, 4);

FIELD(struct jailhouse_virt_console, busy, 0, 4);
FIELD(struct jailhouse_virt_console, tail, 4, 4);
FIELD(struct jailhouse_virt_console, content, 8, 2048);
SIZE(struct jailhouse_virt_console, 2056);

FIELD(struct jailhouse_cell_create, config_address, 0, 8);
FIELD(struct jailhouse_cell_create, config_size, 8, 4);
FIELD(struct jailhouse_cell_create, padding, 12, 4);
SIZE(struct jailhouse_cell_create, 16);

FIELD(struct jailhouse_preload_image, source_address, 0, 8);
FIELD(struct jailhouse_preload_image, size, 8, 8);
FIELD(struct jailhouse_preload_image, target_address, 16, 8);
FIELD(struct jailhouse_preload_image, padding, 24, 8);
SIZE(struct jailhouse_preload_image, 32);

FIELD(struct jailhouse_cell_id, id, 0, 4);
FIELD(struct jailhouse_cell_id, padding, 4, 4);
FIELD(struct jailhouse_cell_id, name, 8, 32);
SIZE(struct jailhouse_cell_id, 40);

FIELD(struct jailhouse_cell_load, cell_id, 0, 40);
FIELD(struct jailhouse_cell_load, num_preload_images, 40, 4);
FIELD(struct jailhouse_cell_load, padding, 44, 4);
OFFSET(struct jailhouse_cell_load, image, 48);
SIZE(struct jailhouse_cell_load, 48);

/* ---- values ---- */

VALUE(COMM_REGION_ABI_REVISION, 0x2);
VALUE(JAILHOUSE_APIC_MODE_AUTO, 0x0);
VALUE(JAILHOUSE_APIC_MODE_X2APIC, 0x2);
VALUE(JAILHOUSE_APIC_MODE_XAPIC, 0x1);
VALUE(JAILHOUSE_ARM, 0x1);
VALUE(JAILHOUSE_ARM64, 0x2);
VALUE(JAILHOUSE_CACHE_L3, 0x3);
VALUE(JAILHOUSE_CACHE_L3_CODE, 0x1);
VALUE(JAILHOUSE_CACHE_L3_DATA, 0x2);
VALUE(JAILHOUSE_CACHE_ROOTSHARED, 0x1);
VALUE(JAILHOUSE_CELL_AARCH32, 0x4);
VALUE(JAILHOUSE_CELL_FAILED, 0x3);
VALUE(JAILHOUSE_CELL_FAILED_COMM_REV, 0x4);
VALUE(JAILHOUSE_CELL_NAME_MAXLEN, 0x1f);
VALUE(JAILHOUSE_CELL_PASSIVE_COMMREG, 0x1);
VALUE(JAILHOUSE_CELL_RUNNING, 0x0);
VALUE(JAILHOUSE_CELL_RUNNING_LOCKED, 0x1);
VALUE(JAILHOUSE_CELL_SHUT_DOWN, 0x2);
VALUE(JAILHOUSE_CELL_TEST_DEVICE, 0x2);
VALUE(JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE, 0x80000000);
VALUE(JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED, 0x40000000);
VALUE(JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE, 0x2);
VALUE(JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED, 0x1);
VALUE(JAILHOUSE_CONFIG_REVISION, 0xe);
VALUE(JAILHOUSE_CON_ACCESS_MMIO, 0x1);
VALUE(JAILHOUSE_CON_ACCESS_PIO, 0x0);
VALUE(JAILHOUSE_CON_FB_1024x768, 0x0);
VALUE(JAILHOUSE_CON_FB_1920x1080, 0x4);
VALUE(JAILHOUSE_CON_INVERTED_GATE, 0x1000);
VALUE(JAILHOUSE_CON_MDR_QUIRK, 0x2000);
VALUE(JAILHOUSE_CON_REGDIST_1, 0x0);
VALUE(JAILHOUSE_CON_REGDIST_4, 0x2);
VALUE(JAILHOUSE_CON_TYPE_8250, 0x2);
VALUE(JAILHOUSE_CON_TYPE_EFIFB, 0x1);
VALUE(JAILHOUSE_CON_TYPE_HSCIF, 0x6);
VALUE(JAILHOUSE_CON_TYPE_IMX, 0x8);
VALUE(JAILHOUSE_CON_TYPE_IMX_LPUART, 0x9);
VALUE(JAILHOUSE_CON_TYPE_MVEBU, 0x5);
VALUE(JAILHOUSE_CON_TYPE_NONE, 0x0);
VALUE(JAILHOUSE_CON_TYPE_PL011, 0x3);
VALUE(JAILHOUSE_CON_TYPE_SCIF, 0xa);
VALUE(JAILHOUSE_CON_TYPE_SCIFA, 0x7);
VALUE(JAILHOUSE_CON_TYPE_XUARTPS, 0x4);
VALUE(JAILHOUSE_CPUID_FEATURES, 0x40000001);
VALUE(JAILHOUSE_CPUID_SIGNATURE, 0x40000000);
VALUE(JAILHOUSE_CPU_FAILED, 0x2);
VALUE(JAILHOUSE_CPU_INFO_STATE, 0x0);
VALUE(JAILHOUSE_CPU_INFO_STAT_BASE, 0x3e8);
VALUE(JAILHOUSE_CPU_RUNNING, 0x0);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_CPUID, 0x7);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_CR, 0x6);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_EXCEPTION, 0x9);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL, 0x3);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT, 0x2);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_MMIO, 0x1);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER, 0xa);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR, 0xb);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_PIO, 0x4);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL, 0x0);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC, 0x5);
VALUE(JAILHOUSE_CPU_STAT_VMEXITS_XSETBV, 0x8);
VALUE(JAILHOUSE_GENERIC_CPU_STATS, 0x4);
VALUE(JAILHOUSE_HC_CELL_CREATE, 0x1);
VALUE(JAILHOUSE_HC_CELL_DESTROY, 0x4);
VALUE(JAILHOUSE_HC_CELL_GET_STATE, 0x6);
VALUE(JAILHOUSE_HC_CELL_SET_LOADABLE, 0x3);
VALUE(JAILHOUSE_HC_CELL_START, 0x2);
VALUE(JAILHOUSE_HC_CPU_GET_INFO, 0x7);
VALUE(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 0x8);
VALUE(JAILHOUSE_HC_DISABLE, 0x0);
VALUE(JAILHOUSE_HC_HYPERVISOR_GET_INFO, 0x5);
VALUE(JAILHOUSE_INFO_MEM_POOL_SIZE, 0x0);
VALUE(JAILHOUSE_INFO_MEM_POOL_USED, 0x1);
VALUE(JAILHOUSE_INFO_NUM_CELLS, 0x4);
VALUE(JAILHOUSE_INFO_REMAP_POOL_SIZE, 0x2);
VALUE(JAILHOUSE_INFO_REMAP_POOL_USED, 0x3);
VALUE(JAILHOUSE_IOMMU_AMD, 0x1);
VALUE(JAILHOUSE_IOMMU_ARM_MMU500, 0x5);
VALUE(JAILHOUSE_IOMMU_INTEL, 0x2);
VALUE(JAILHOUSE_IOMMU_PVU, 0x4);
VALUE(JAILHOUSE_IOMMU_SMMUV3, 0x3);
VALUE(JAILHOUSE_MAX_IOMMU_UNITS, 0x8);
VALUE(JAILHOUSE_MEM_COMM_REGION, 0x20);
VALUE(JAILHOUSE_MEM_DMA, 0x8);
VALUE(JAILHOUSE_MEM_EXECUTE, 0x4);
VALUE(JAILHOUSE_MEM_IO, 0x10);
VALUE(JAILHOUSE_MEM_IO_16, 0x20000);
VALUE(JAILHOUSE_MEM_IO_32, 0x40000);
VALUE(JAILHOUSE_MEM_IO_64, 0x80000);
VALUE(JAILHOUSE_MEM_IO_8, 0x10000);
VALUE(JAILHOUSE_MEM_IO_UNALIGNED, 0x8000);
VALUE(JAILHOUSE_MEM_IO_WIDTH_SHIFT, 0x10);
VALUE(JAILHOUSE_MEM_LOADABLE, 0x40);
VALUE(JAILHOUSE_MEM_NO_HUGEPAGES, 0x100);
VALUE(JAILHOUSE_MEM_READ, 0x1);
VALUE(JAILHOUSE_MEM_ROOTSHARED, 0x80);
VALUE(JAILHOUSE_MEM_WRITE, 0x2);
VALUE(JAILHOUSE_MSG_NONE, 0x0);
VALUE(JAILHOUSE_MSG_RECEIVED, 0x4);
VALUE(JAILHOUSE_MSG_RECONFIG_COMPLETED, 0x2);
VALUE(JAILHOUSE_MSG_REQUEST_APPROVED, 0x3);
VALUE(JAILHOUSE_MSG_REQUEST_DENIED, 0x2);
VALUE(JAILHOUSE_MSG_SHUTDOWN_REQUEST, 0x1);
VALUE(JAILHOUSE_MSG_UNKNOWN, 0x1);
VALUE(JAILHOUSE_NUM_CPU_STATS, 0xc);
VALUE(JAILHOUSE_PCICAPS_WRITE, 0x1);
VALUE(JAILHOUSE_PCI_EXT_CAP, 0x8000);
VALUE(JAILHOUSE_PCI_TYPE_BRIDGE, 0x2);
VALUE(JAILHOUSE_PCI_TYPE_DEVICE, 0x1);
VALUE(JAILHOUSE_PCI_TYPE_IVSHMEM, 0x3);
VALUE(JAILHOUSE_SHMEM_PROTO_CUSTOM, 0x4000);
VALUE(JAILHOUSE_SHMEM_PROTO_UNDEFINED, 0x0);
VALUE(JAILHOUSE_SHMEM_PROTO_VETH, 0x1);
VALUE(JAILHOUSE_SHMEM_PROTO_VIRTIO_BACK, 0xc000);
VALUE(JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT, 0x8000);
VALUE(JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE, 0x1);
VALUE(JAILHOUSE_X86, 0x0);
VALUE(PCI_CAP_ID_AF, 0x13);
VALUE(PCI_CAP_ID_DBG, 0xa);
VALUE(PCI_CAP_ID_EXP, 0x10);
VALUE(PCI_CAP_ID_HT, 0x8);
VALUE(PCI_CAP_ID_MSI, 0x5);
VALUE(PCI_CAP_ID_MSIX, 0x11);
VALUE(PCI_CAP_ID_PM, 0x1);
VALUE(PCI_CAP_ID_SATA, 0x12);
VALUE(PCI_CAP_ID_SECDEV, 0xf);
VALUE(PCI_CAP_ID_SSVID, 0xd);
VALUE(PCI_CAP_ID_VNDR, 0x9);
VALUE(PCI_CAP_ID_VPD, 0x3);
VALUE(PCI_EXT_CAP_ID_ACS, 0xd);
VALUE(PCI_EXT_CAP_ID_AMD_XXX, 0x14);
VALUE(PCI_EXT_CAP_ID_ARI, 0xe);
VALUE(PCI_EXT_CAP_ID_ATS, 0xf);
VALUE(PCI_EXT_CAP_ID_CAC, 0xc);
VALUE(PCI_EXT_CAP_ID_DPA, 0x16);
VALUE(PCI_EXT_CAP_ID_DPC, 0x1d);
VALUE(PCI_EXT_CAP_ID_DSN, 0x3);
VALUE(PCI_EXT_CAP_ID_ERR, 0x1);
VALUE(PCI_EXT_CAP_ID_L1SS, 0x1e);
VALUE(PCI_EXT_CAP_ID_LTR, 0x18);
VALUE(PCI_EXT_CAP_ID_MCAST, 0x12);
VALUE(PCI_EXT_CAP_ID_MFVC, 0x8);
VALUE(PCI_EXT_CAP_ID_MRIOV, 0x11);
VALUE(PCI_EXT_CAP_ID_PASID, 0x1b);
VALUE(PCI_EXT_CAP_ID_PMUX, 0x1a);
VALUE(PCI_EXT_CAP_ID_PRI, 0x13);
VALUE(PCI_EXT_CAP_ID_PTM, 0x1f);
VALUE(PCI_EXT_CAP_ID_PWR, 0x4);
VALUE(PCI_EXT_CAP_ID_RCEC, 0x7);
VALUE(PCI_EXT_CAP_ID_RCILC, 0x6);
VALUE(PCI_EXT_CAP_ID_RCLD, 0x5);
VALUE(PCI_EXT_CAP_ID_RCRB, 0xa);
VALUE(PCI_EXT_CAP_ID_REBAR, 0x15);
VALUE(PCI_EXT_CAP_ID_SECPCI, 0x19);
VALUE(PCI_EXT_CAP_ID_SRIOV, 0x10);
VALUE(PCI_EXT_CAP_ID_TPH, 0x17);
VALUE(PCI_EXT_CAP_ID_VC, 0x2);
VALUE(PCI_EXT_CAP_ID_VC9, 0x9);
VALUE(PCI_EXT_CAP_ID_VNDR, 0xb);
VALUE(VIRTIO_DEV_BLOCK, 0x2);
VALUE(VIRTIO_DEV_CONSOLE, 0x3);
VALUE(VIRTIO_DEV_NET, 0x1);
VALUE(JAILHOUSE_ENABLE, 0x40080000);
VALUE(JAILHOUSE_DISABLE, 0x1);
VALUE(JAILHOUSE_CELL_CREATE, 0x40100002);
VALUE(JAILHOUSE_CELL_LOAD, 0x40300003);
VALUE(JAILHOUSE_CELL_START, 0x40280004);
VALUE(JAILHOUSE_CELL_DESTROY, 0x40280005);
VALUE(JAILHOUSE_CELL_ID_NAMELEN, 0x1f);
VALUE(JAILHOUSE_CELL_ID_UNUSED, -0x1);
TEXT(JAILHOUSE_CELL_DESC_SIGNATURE, 5);
TEXT(JAILHOUSE_SYSTEM_SIGNATURE, 5);
TEXT(COMM_REGION_MAGIC, 6);
TEXT(JAILHOUSE_SIGNATURE, 8);
VALUE(JAILHOUSE_BASE, 0xfffffffff0000000UL);
VALUE(IVSHMEM_MAX_PEERS, 0xc);
VALUE(IVSHMEM_MSIX_VECTORS_MAX, 0x10);
