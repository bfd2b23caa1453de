/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_CELL_CONFIG_H
#define _JAILHOUSE_CELL_CONFIG_H

/*
 * Binary format of system and cell configurations, revision 14. Everything
 * is packed and in the byte order of the machine (little-endian everywhere).
 */

#include <jailhouse/console.h>
#include <jailhouse/pci_defs.h>
#include <jailhouse/types.h>

#define JAILHOUSE_X86	0
#define JAILHOUSE_ARM	1
#define JAILHOUSE_ARM64 2

/** Changed whenever the binary format changes. */
#define JAILHOUSE_CONFIG_REVISION 14

#define JAILHOUSE_CELL_NAME_MAXLEN 31

#define JAILHOUSE_CELL_DESC_SIGNATURE "JHCLL"
#define JAILHOUSE_SYSTEM_SIGNATURE    "JHSYS"

/* cell flags */
#define JAILHOUSE_CELL_PASSIVE_COMMREG		 0x00000001
#define JAILHOUSE_CELL_TEST_DEVICE		 0x00000002
#define JAILHOUSE_CELL_AARCH32			 0x00000004
#define JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED 0x40000000
#define JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE	 0x80000000

#define CELL_FLAGS_VIRTUAL_CONSOLE_ACTIVE(flags) (!!((flags)&JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE))
#define CELL_FLAGS_VIRTUAL_CONSOLE_PERMITTED(flags)                                                \
	(!!((flags)&JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED))

/** Head of a cell configuration; the arrays that it counts follow without gaps. */
struct jailhouse_cell_desc {
	char signature[5];
	__u8 architecture;
	__u16 revision;

	char name[JAILHOUSE_CELL_NAME_MAXLEN + 1];
	/** Set by the driver. */
	__u32 id;
	__u32 flags;

	/** Size of the CPU bitmap in bytes. */
	__u32 cpu_set_size;
	__u32 num_memory_regions;
	__u32 num_cache_regions;
	__u32 num_irqchips;
	__u32 num_pio_regions;
	__u32 num_pci_devices;
	__u32 num_pci_caps;
	__u32 num_stream_ids;

	/** SPI index (interrupt id - 32) of INTA of the virtual PCI host. */
	__u32 vpci_irq_base;

	__u64 cpu_reset_address;
	/** In microseconds, at least one second is waited; 0 means 60 s. */
	__u64 msg_reply_timeout;

	/** For the cell's own use, handed over in the communication region. */
	struct jailhouse_console console;
} __attribute__((packed));

/* memory region flags */
#define JAILHOUSE_MEM_READ	     0x0001
#define JAILHOUSE_MEM_WRITE	     0x0002
#define JAILHOUSE_MEM_EXECUTE	     0x0004
#define JAILHOUSE_MEM_DMA	     0x0008
#define JAILHOUSE_MEM_IO	     0x0010
#define JAILHOUSE_MEM_COMM_REGION    0x0020
#define JAILHOUSE_MEM_LOADABLE	     0x0040
#define JAILHOUSE_MEM_ROOTSHARED     0x0080
#define JAILHOUSE_MEM_NO_HUGEPAGES   0x0100
#define JAILHOUSE_MEM_IO_UNALIGNED   0x8000
#define JAILHOUSE_MEM_IO_WIDTH_SHIFT 16 /* one bit per access width */
#define JAILHOUSE_MEM_IO_8	     (1 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)
#define JAILHOUSE_MEM_IO_16	     (2 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)
#define JAILHOUSE_MEM_IO_32	     (4 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)
#define JAILHOUSE_MEM_IO_64	     (8 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)

struct jailhouse_memory {
	__u64 phys_start;
	/** Guest-physical address; equals phys_start in the root cell. */
	__u64 virt_start;
	/** In bytes; 0 marks an unused slot. */
	__u64 size;
	__u64 flags;
} __attribute__((packed));

/** True if the region cannot be mapped by pages: each access traps and is checked. */
#define JAILHOUSE_MEMORY_IS_SUBPAGE(mem)                                                           \
	((((mem)->virt_start & PAGE_OFFS_MASK) | ((mem)->size & PAGE_OFFS_MASK)) != 0)

/*
 * The four regions of a two-peer network link in the 1 MiB at start:
 * state table, (empty) read-write section, output of peer 0, output of peer 1.
 */
#define JAILHOUSE_SHMEM_NET_SECTION(section_start, writable)                                       \
	{                                                                                          \
		.phys_start = (section_start), .virt_start = (section_start), .size = 0x7f000,     \
		.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED |                           \
			 ((writable) ? JAILHOUSE_MEM_WRITE : 0),                                   \
	}

#define JAILHOUSE_SHMEM_NET_REGIONS(start, dev_id)                                                 \
	{                                                                                          \
		.phys_start = (start),                                                             \
		.virt_start = (start),                                                             \
		.size = 0x1000,                                                                    \
		.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED,                            \
	},                                                                                         \
		{ 0 }, JAILHOUSE_SHMEM_NET_SECTION((start) + 0x1000, (dev_id) == 0),               \
		JAILHOUSE_SHMEM_NET_SECTION((start) + 0x80000, (dev_id) == 1)

#define JAILHOUSE_CACHE_L3_CODE	   0x01
#define JAILHOUSE_CACHE_L3_DATA	   0x02
#define JAILHOUSE_CACHE_L3	   (JAILHOUSE_CACHE_L3_CODE | JAILHOUSE_CACHE_L3_DATA)
#define JAILHOUSE_CACHE_ROOTSHARED 0x0001

struct jailhouse_cache {
	/** First bit and number of bits in the capacity mask. */
	__u32 start;
	__u32 size;
	__u8 type;
	__u8 padding;
	__u16 flags;
} __attribute__((packed));

struct jailhouse_irqchip {
	__u64 address;
	__u32 id;
	/** Interrupt number of bit 0 of the bitmap. */
	__u32 pin_base;
	__u32 pin_bitmap[4];
} __attribute__((packed));

#define JAILHOUSE_PCI_TYPE_DEVICE  0x01
#define JAILHOUSE_PCI_TYPE_BRIDGE  0x02
#define JAILHOUSE_PCI_TYPE_IVSHMEM 0x03

#define JAILHOUSE_SHMEM_PROTO_UNDEFINED	   0x0000
#define JAILHOUSE_SHMEM_PROTO_VETH	   0x0001
#define JAILHOUSE_SHMEM_PROTO_CUSTOM	   0x4000 /* ..0x7fff */
#define JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT 0x8000 /* ..0xbfff */
#define JAILHOUSE_SHMEM_PROTO_VIRTIO_BACK  0xc000 /* ..0xffff */

/* added to JAILHOUSE_SHMEM_PROTO_VIRTIO_* */
#define VIRTIO_DEV_NET	   1
#define VIRTIO_DEV_BLOCK   2
#define VIRTIO_DEV_CONSOLE 3

struct jailhouse_pci_device {
	__u8 type;
	/** Index into iommu_units of the system configuration. */
	__u8 iommu;
	__u16 domain;
	/** bus << 8 | device << 3 | function */
	__u16 bdf;
	/** Writable bits of each base address register, 0 for no register. */
	__u32 bar_mask[6];
	/** First of the device's capabilities in the cell's capability array. */
	__u16 caps_start;
	__u16 num_caps;
	__u8 num_msi_vectors;
	__u8 msi_64bits : 1;
	__u8 msi_maskable : 1;
	__u16 num_msix_vectors;
	__u16 msix_region_size;
	/** Physical address of the MSI-X table, 0 for none. */
	__u64 msix_address;
	/** First memory region of an IVSHMEM device. */
	__u32 shmem_regions_start;
	__u8 shmem_dev_id;
	__u8 shmem_peers;
	__u16 shmem_protocol;
} __attribute__((packed));

/* clang-format off */
#define JAILHOUSE_IVSHMEM_BAR_MASK_INTX { 0xfffff000, 0, 0, 0, 0, 0 }
#define JAILHOUSE_IVSHMEM_BAR_MASK_MSIX { 0xfffff000, 0xfffff000, 0, 0, 0, 0 }
#define JAILHOUSE_IVSHMEM_BAR_MASK_INTX_64K { 0xffff0000, 0, 0, 0, 0, 0 }
#define JAILHOUSE_IVSHMEM_BAR_MASK_MSIX_64K { 0xffff0000, 0xffff0000, 0, 0, 0, 0 }
/* clang-format on */

#define IVSHMEM_MAX_PEERS	 12
#define IVSHMEM_MSIX_VECTORS_MAX 16

/** Combined with the id of an extended capability. */
#define JAILHOUSE_PCI_EXT_CAP	0x8000
#define JAILHOUSE_PCICAPS_WRITE 0x0001

struct jailhouse_pci_capability {
	__u16 id;
	/** Offset in configuration space and length, both in bytes. */
	__u16 start;
	__u16 len;
	__u16 flags;
} __attribute__((packed));

#define JAILHOUSE_MAX_IOMMU_UNITS 8

#define JAILHOUSE_IOMMU_AMD	   1
#define JAILHOUSE_IOMMU_INTEL	   2
#define JAILHOUSE_IOMMU_SMMUV3	   3
#define JAILHOUSE_IOMMU_PVU	   4
#define JAILHOUSE_IOMMU_ARM_MMU500 5

struct jailhouse_iommu {
	__u32 type;
	__u64 base;
	__u32 size;
	union {
		struct {
			__u16 bdf;
			__u8 base_cap;
			__u8 msi_cap;
			__u32 features;
		} __attribute__((packed)) amd;
		struct {
			__u64 tlb_base;
			__u32 tlb_size;
		} __attribute__((packed)) tipvu;
	};
} __attribute__((packed));

union jailhouse_stream_id {
	__u32 id;
	struct {
		__u16 id;
		__u16 mask_out;
	} __attribute__((packed)) mmu500;
} __attribute__((packed));

struct jailhouse_pio {
	__u16 base;
	__u16 length;
} __attribute__((packed));

/* clang-format off */
#define PIO_RANGE(__base, __length) { .base = (__base), .length = (__length) }
/* clang-format on */

#define JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE    0x0001
#define SYS_FLAGS_VIRTUAL_DEBUG_CONSOLE(flags) (!!((flags)&JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE))

#define JAILHOUSE_APIC_MODE_AUTO   0
#define JAILHOUSE_APIC_MODE_XAPIC  1
#define JAILHOUSE_APIC_MODE_X2APIC 2

/** Head of a system configuration; its tail is the root cell's descriptor. */
struct jailhouse_system {
	char signature[5];
	__u8 architecture;
	__u16 revision;

	/** JAILHOUSE_SYS_* */
	__u32 flags;

	/** phys_start and size are used. */
	struct jailhouse_memory hypervisor_memory;
	struct jailhouse_console debug_console;
	struct {
		__u64 pci_mmconfig_base;
		__u8 pci_mmconfig_end_bus;
		/** Non-zero if there is no physical host bridge. */
		__u8 pci_is_virtual;
		__u16 pci_domain;
		struct jailhouse_iommu iommu_units[JAILHOUSE_MAX_IOMMU_UNITS];
		union {
			struct {
				__u16 pm_timer_address;
				__u8 apic_mode;
				__u8 padding;
				__u32 vtd_interrupt_limit;
				/** In kHz; 0 is replaced by the driver. */
				__u32 tsc_khz;
				__u32 apic_khz;
			} __attribute__((packed)) x86;
			struct {
				__u8 maintenance_irq;
				__u8 gic_version;
				__u8 padding[2];
				__u64 gicd_base;
				__u64 gicc_base;
				__u64 gich_base;
				__u64 gicv_base;
				__u64 gicr_base;
			} __attribute__((packed)) arm;
		} __attribute__((packed));
	} __attribute__((packed)) platform_info;
	struct jailhouse_cell_desc root_cell;
} __attribute__((packed));

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

/*
 * Accessors for the arrays behind a descriptor. They trust its counts: check
 * these first where the descriptor comes from outside.
 */
static inline __u32 jailhouse_cell_config_size(struct jailhouse_cell_desc *cell)
{
	return sizeof(struct jailhouse_cell_desc) + cell->cpu_set_size +
	       cell->num_memory_regions * sizeof(struct jailhouse_memory) +
	       cell->num_cache_regions * sizeof(struct jailhouse_cache) +
	       cell->num_irqchips * sizeof(struct jailhouse_irqchip) +
	       cell->num_pio_regions * sizeof(struct jailhouse_pio) +
	       cell->num_pci_devices * sizeof(struct jailhouse_pci_device) +
	       cell->num_pci_caps * sizeof(struct jailhouse_pci_capability) +
	       cell->num_stream_ids * sizeof(union jailhouse_stream_id);
}

static inline __u32 jailhouse_system_config_size(struct jailhouse_system *system)
{
	return sizeof(*system) - sizeof(system->root_cell) +
	       jailhouse_cell_config_size(&system->root_cell);
}

static inline const unsigned long *jailhouse_cell_cpu_set(const struct jailhouse_cell_desc *cell)
{
	return (const unsigned long *)((const char *)cell + sizeof(*cell));
}

static inline const struct jailhouse_memory *
jailhouse_cell_mem_regions(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_memory *)((const char *)jailhouse_cell_cpu_set(cell) +
						 cell->cpu_set_size);
}

static inline const struct jailhouse_cache *
jailhouse_cell_cache_regions(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_cache *)(jailhouse_cell_mem_regions(cell) +
						cell->num_memory_regions);
}

static inline const struct jailhouse_irqchip *
jailhouse_cell_irqchips(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_irqchip *)(jailhouse_cell_cache_regions(cell) +
						  cell->num_cache_regions);
}

static inline const struct jailhouse_pio *jailhouse_cell_pio(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_pio *)(jailhouse_cell_irqchips(cell) + cell->num_irqchips);
}

static inline const struct jailhouse_pci_device *
jailhouse_cell_pci_devices(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_pci_device *)(jailhouse_cell_pio(cell) +
						     cell->num_pio_regions);
}

static inline const struct jailhouse_pci_capability *
jailhouse_cell_pci_caps(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_pci_capability *)(jailhouse_cell_pci_devices(cell) +
							 cell->num_pci_devices);
}

static inline const union jailhouse_stream_id *
jailhouse_cell_stream_ids(const struct jailhouse_cell_desc *cell)
{
	return (const union jailhouse_stream_id *)(jailhouse_cell_pci_caps(cell) +
						   cell->num_pci_caps);
}

#endif
