/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_REASON_H
#define _JAILHOUSE_REASON_H

/*
 * Why a request was refused: a fixed-size record that the hypervisor keeps
 * beside the errno, the driver fetches and the tool turns into a sentence.
 */

#include <jailhouse/types.h>

#define JAILHOUSE_REASON_VERSION 1

/* What is expected of an architecture where the machine is not known. */
#define JAILHOUSE_ANY_ARCHITECTURE 0xff

/**
 * Why. Values are part of the record's format: append, never renumber.
 * What found, expected and the other party mean is said with each sentence
 * in hypervisor/config/sentence.c.
 */
enum jailhouse_reason_code {
	JAILHOUSE_REASON_NONE = 0,

	/* the file as such */
	JAILHOUSE_REASON_TOO_SHORT = 1, /* found, expected: bytes */
	JAILHOUSE_REASON_SIGNATURE,
	JAILHOUSE_REASON_REVISION,     /* found, expected: revision */
	JAILHOUSE_REASON_ARCHITECTURE, /* found, expected: JAILHOUSE_X86 ... */
	JAILHOUSE_REASON_TOO_LARGE,    /* found, expected: bytes */
	JAILHOUSE_REASON_COUNT,	       /* field; found, expected (at most): elements */
	JAILHOUSE_REASON_NAME_UNTERMINATED,
	JAILHOUSE_REASON_NAME_EMPTY,

	/* identity and CPUs */
	JAILHOUSE_REASON_NAME_EXISTS = 20,
	JAILHOUSE_REASON_ID_EXISTS,    /* found: id */
	JAILHOUSE_REASON_CPU_SET_SIZE, /* found, expected (at most): bytes */
	JAILHOUSE_REASON_NO_CPU,
	JAILHOUSE_REASON_CPU_NOT_IN_ROOT, /* cpu */
	JAILHOUSE_REASON_CPU_TAKEN,	  /* cpu, other_cell */
	JAILHOUSE_REASON_CPU_MISSING,	  /* cpu: present, not in the root cell's set */
	JAILHOUSE_REASON_CPU_ABSENT,	  /* cpu: in the root cell's set, not present */
	JAILHOUSE_REASON_CPU_COUNT,	  /* found: CPUs in the set, expected: CPUs that entered */
	JAILHOUSE_REASON_ROOT_WITHOUT_CPU,
	JAILHOUSE_REASON_ROOT_KEEPS_CPU, /* cpu: the root cell's last one */

	/* memory regions */
	JAILHOUSE_REASON_MEM_WRAPS = 40,    /* field; found: start, expected: size */
	JAILHOUSE_REASON_MEM_BEYOND,	    /* field; found: last byte, expected: highest address */
	JAILHOUSE_REASON_MEM_UNALIGNED,	    /* field; found: value, expected: alignment */
	JAILHOUSE_REASON_MEM_PAGE_OFFSET,   /* found: phys_start, expected: virt_start */
	JAILHOUSE_REASON_MEM_NOT_IDENTITY,  /* found: virt_start, expected: phys_start */
	JAILHOUSE_REASON_MEM_OVERLAP,	    /* other: region of the same cell; found: address */
	JAILHOUSE_REASON_MEM_SHARED,	    /* other: region of another cell; found: address */
	JAILHOUSE_REASON_MEM_HYPERVISOR,    /* found: first common byte, expected: its end */
	JAILHOUSE_REASON_MEM_INTERCEPTED,   /* other: what traps there; found: address */
	JAILHOUSE_REASON_MEM_SUBPAGE_FLAGS, /* found: flags that cannot hold */
	JAILHOUSE_REASON_COMM_SIZE,	    /* found, expected: bytes */
	JAILHOUSE_REASON_COMM_TWICE,	    /* other: first one */
	JAILHOUSE_REASON_TEST_DEVICE_NO_COMM,
	JAILHOUSE_REASON_HV_MEMORY_SIZE,   /* found: bytes, expected: multiple of */
	JAILHOUSE_REASON_HV_MEMORY_SMALL,  /* found, expected: bytes; cpu: number of CPUs */
	JAILHOUSE_REASON_HV_MEMORY_WINDOW, /* other: register window inside; found: address */
	JAILHOUSE_REASON_MEM_MSIX,	   /* other: PCI device of other_cell; found: address */
	JAILHOUSE_REASON_MEM_SUBPAGES,	   /* found, expected (at most): in all cells */

	/* interrupt controllers */
	JAILHOUSE_REASON_IRQCHIP_COUNT = 80, /* found, expected (at most) */
	JAILHOUSE_REASON_IRQCHIP_TWICE,	     /* other: first one; found: address */
	JAILHOUSE_REASON_IRQCHIP_ADDRESS,    /* found: address, expected: alignment */
	JAILHOUSE_REASON_IRQCHIP_UNKNOWN,    /* found: address */
	JAILHOUSE_REASON_PIN_BASE,	     /* found, expected (multiple of / at most) */
	JAILHOUSE_REASON_PIN_TAKEN,	     /* found: pin; other: irqchip of other_cell */

	/* ports */
	JAILHOUSE_REASON_PIO_BEYOND = 100, /* found: base, expected: length */
	JAILHOUSE_REASON_PIO_SHARED,	   /* found: port; other: range of other_cell */
	JAILHOUSE_REASON_PIO_RESET,	   /* found: port */

	/* PCI */
	JAILHOUSE_REASON_PCI_TYPE = 120, /* found */
	JAILHOUSE_REASON_PCI_TWICE,	 /* found: bdf; other: device of the same cell */
	JAILHOUSE_REASON_PCI_TAKEN,	 /* found: bdf; other: device of other_cell */
	JAILHOUSE_REASON_PCI_CAPS_RANGE, /* found: one behind last, expected: num_pci_caps */
	JAILHOUSE_REASON_PCI_CAP_BOUNDS, /* found: start, expected: length */
	JAILHOUSE_REASON_PCI_IOMMU,	 /* found, expected (below) */
	JAILHOUSE_REASON_PCI_VECTORS,	 /* field; found, expected (at most) */
	JAILHOUSE_REASON_MSIX_TABLE,	 /* found: bytes given, expected: bytes needed */
	JAILHOUSE_REASON_MSIX_ADDRESS,	 /* found: address, expected: alignment */
	JAILHOUSE_REASON_MSIX_OVERLAP,	 /* found: address; other: what is there */
	/* compared with the hardware, which only the hypervisor can */
	JAILHOUSE_REASON_PCI_CAP_HARDWARE, /* found: id, expected: the hardware's; other: device */
	JAILHOUSE_REASON_PCI_CAP_EXTENT,   /* found: its end, expected (at most); other: device */
	JAILHOUSE_REASON_PCI_HARDWARE,	   /* field; found, expected: the hardware's */

	/* IVSHMEM */
	JAILHOUSE_REASON_SHMEM_REGIONS = 140, /* found: one behind last, expected: regions */
	JAILHOUSE_REASON_SHMEM_PEERS,	      /* found, expected (at most) */
	JAILHOUSE_REASON_SHMEM_ID,	      /* found, expected (below) */
	JAILHOUSE_REASON_SHMEM_ID_TAKEN,      /* found; other: device of other_cell */
	JAILHOUSE_REASON_SHMEM_STATE_SIZE,    /* found, expected: bytes */
	JAILHOUSE_REASON_SHMEM_GAP,	      /* region; found, expected: virt_start */
	JAILHOUSE_REASON_SHMEM_OUTPUT_SIZE,   /* region; found, expected: bytes */
	JAILHOUSE_REASON_SHMEM_LINK, /* field; found, expected; other: device of other_cell */
	JAILHOUSE_REASON_SHMEM_LINK_SECTION, /* region; field; found, expected; other: region */
	JAILHOUSE_REASON_SHMEM_PROTOCOL,     /* found, expected; other: device of other_cell */
	JAILHOUSE_REASON_SHMEM_RIGHTS,	     /* region; found, expected: flags */
	JAILHOUSE_REASON_SHMEM_NOT_SHARED,   /* region: root is a peer and would lose it */
	JAILHOUSE_REASON_SHMEM_BAR_MASK,     /* cpu: which BAR; found, expected */
	JAILHOUSE_REASON_SHMEM_PIN,	     /* found: interrupt that the cell lacks */
	JAILHOUSE_REASON_SHMEM_OTHER_LINK,   /* found, expected: bdf; other: device of other_cell */

	/* platform */
	JAILHOUSE_REASON_MMCONFIG = 160,  /* found: base, expected: alignment */
	JAILHOUSE_REASON_IOMMU_TYPE,	  /* found, expected: type */
	JAILHOUSE_REASON_IOMMU_SIZE,	  /* found: bytes */
	JAILHOUSE_REASON_APIC_MODE,	  /* found */
	JAILHOUSE_REASON_PM_TIMER,	  /* found: port */
	JAILHOUSE_REASON_VTD_LIMIT,	  /* found, expected (at most) */
	JAILHOUSE_REASON_GIC_VERSION,	  /* found */
	JAILHOUSE_REASON_CACHE,		  /* field; found, expected */
	JAILHOUSE_REASON_PLATFORM_WINDOW, /* object; other: overlaps; found: address */
	JAILHOUSE_REASON_MAINTENANCE_IRQ, /* found */

	/* the hypervisor at run time */
	JAILHOUSE_REASON_NO_MEMORY = 200, /* found: pages available, expected: pages needed */
	JAILHOUSE_REASON_NO_CELL,	  /* found: id */
	JAILHOUSE_REASON_SHUTDOWN_DENIED, /* cell */
	JAILHOUSE_REASON_SHUTDOWN_SILENT, /* cell; found: microseconds waited */
	JAILHOUSE_REASON_CELL_LOCKED,	  /* other_cell is in RUNNING_LOCKED */
	JAILHOUSE_REASON_CELLS_EXIST,	  /* other_cell: one of them */
	JAILHOUSE_REASON_ROOT_CELL,	  /* not possible with the root cell */
	JAILHOUSE_REASON_NOT_ROOT,	  /* cell: who asked */
	JAILHOUSE_REASON_CALLING_CPU,	  /* cpu: it handles the request itself */
	JAILHOUSE_REASON_CPU_SILENT,	  /* cpu; found: microseconds waited */
	JAILHOUSE_REASON_FEATURE,	  /* index: enum jailhouse_feature */
	JAILHOUSE_REASON_FEATURE_IN_USE,  /* index: enum jailhouse_feature, cpu */
	JAILHOUSE_REASON_VIRT_DISABLED,	  /* by the firmware; cpu */
	JAILHOUSE_REASON_APIC_ID,	  /* cpu; found: id, expected (at most) */
	JAILHOUSE_REASON_APIC_ID_TWICE,	  /* cpu; found: id */
	JAILHOUSE_REASON_APIC_MISMATCH,	  /* found, expected: JAILHOUSE_APIC_MODE_* */
	JAILHOUSE_REASON_APIC_LOGICAL,	  /* cpu; found, expected: logical destination */
	JAILHOUSE_REASON_IOMMU_UNKNOWN,	  /* found: type or version */
	JAILHOUSE_REASON_CONFIG_ACCESS,	  /* found: guest-physical address */
	JAILHOUSE_REASON_CELL_STATE,	  /* found: state that the cell wrote */
	JAILHOUSE_REASON_HYPERCALL,	  /* found: number */
	JAILHOUSE_REASON_IOAPIC_PINS,	  /* found, expected (at most) */
	JAILHOUSE_REASON_TRAPPED_REGION,  /* other: what traps there; found: address */
	JAILHOUSE_REASON_CONSOLE_WINDOW,  /* found: address */
	JAILHOUSE_REASON_CPU_FAILED,	  /* cpu: could not be initialised */

	/* the driver */
	JAILHOUSE_REASON_DRV_NO_FIRMWARE = 300, /* cell: file name */
	JAILHOUSE_REASON_DRV_BAD_IMAGE,		/* found, expected: extension */
	JAILHOUSE_REASON_DRV_NO_ROOM,		/* found, expected: bytes; cpu: number of CPUs */
	JAILHOUSE_REASON_DRV_NOT_RESERVED,	/* found: start, expected: size */
	JAILHOUSE_REASON_DRV_MEMORY_CLAIMED,	/* found: start, expected: size */
	JAILHOUSE_REASON_DRV_NO_VIRT,
	JAILHOUSE_REASON_DRV_VIRT_DISABLED, /* cpu */
	JAILHOUSE_REASON_DRV_VIRT_IN_USE,   /* cpu */
	JAILHOUSE_REASON_DRV_LA57,
	JAILHOUSE_REASON_DRV_MEM_ENCRYPT,
	JAILHOUSE_REASON_DRV_CPU_OFFLINE,     /* cpu */
	JAILHOUSE_REASON_DRV_CPU_NOT_IN_ROOT, /* cpu */
	JAILHOUSE_REASON_DRV_CPU_ABSENT,      /* cpu */
	JAILHOUSE_REASON_DRV_ALREADY_ENABLED,
	JAILHOUSE_REASON_DRV_NOT_ENABLED,
	JAILHOUSE_REASON_DRV_NO_CELL,	  /* cell: its name or id; found: id */
	JAILHOUSE_REASON_DRV_CELL_EXISTS, /* cell */
	JAILHOUSE_REASON_DRV_CPU_STUCK,	  /* cpu; error: Linux' */
	JAILHOUSE_REASON_DRV_CPU_ZERO,
	JAILHOUSE_REASON_DRV_LOAD_TARGET,     /* cell; found: address, expected: size */
	JAILHOUSE_REASON_DRV_CONFIG_SIZE,     /* found, expected: bytes */
	JAILHOUSE_REASON_DRV_NO_RAM,	      /* found: start, expected: size */
	JAILHOUSE_REASON_DRV_ROOT_CPU_FAILED, /* cpu */
	JAILHOUSE_REASON_DRV_FOREIGN_HYPERVISOR,
	JAILHOUSE_REASON_DRV_GOING_DOWN,
	JAILHOUSE_REASON_DRV_NOT_BELOW, /* ARM: Linux uses it; found: start, expected: size */
	JAILHOUSE_REASON_DRV_VHE,	/* ARM64: Linux runs at EL2 */
	JAILHOUSE_REASON_DRV_NO_EL2,
	JAILHOUSE_REASON_DRV_EL2_IN_USE,
	JAILHOUSE_REASON_DRV_REGISTER_IN_RAM, /* field; found: address */
	/* cell; found: address, other: a region with room for it, expected: its start */
	JAILHOUSE_REASON_DRV_LOAD_ELSEWHERE,

	/* warnings: legal, but rarely what was meant; never with an errno */
	JAILHOUSE_WARN_FLAGS = 400,	/* field; found: unknown bits */
	JAILHOUSE_WARN_MEM_NOT_IN_ROOT, /* found: address */
	JAILHOUSE_WARN_MEM_NO_ACCESS,	/* found: flags */
	JAILHOUSE_WARN_MEM_ALIAS,	/* other: region of the same cell; found: address */
	JAILHOUSE_WARN_MEM_SHARED,	/* other: region of other_cell; found: address */
	JAILHOUSE_WARN_SUBPAGE_WIDTH,
	JAILHOUSE_WARN_SUBPAGE_IN_ROOT, /* other: the root cell's region; found: address */
	JAILHOUSE_WARN_NO_COMM,
	JAILHOUSE_WARN_RESET_ADDRESS, /* found: address */
	JAILHOUSE_WARN_PIO_SHARED,    /* found: port; other: range of other_cell */
	JAILHOUSE_WARN_PIO_NOT_IN_ROOT,
	JAILHOUSE_WARN_PIO_MODERATED, /* found: base, expected: length */
	JAILHOUSE_WARN_CONSOLE_TYPE,  /* found */
	JAILHOUSE_WARN_CONSOLE_PORTS, /* found: port */
	JAILHOUSE_WARN_NO_MSI_CAP,    /* field; found: vectors; expected: capability id */
	JAILHOUSE_WARN_MSIX_COVERED,  /* refused now */
	JAILHOUSE_WARN_SHMEM_RIGHTS,  /* this, SHMEM_NOT_SHARED and SHMEM_PROTOCOL: refused now */
	JAILHOUSE_WARN_SHMEM_NO_MSIX,
	JAILHOUSE_WARN_SHMEM_NOT_SHARED,
	JAILHOUSE_WARN_IRQCHIP_IGNORED, /* found, expected: address */
	JAILHOUSE_WARN_DMA,		/* found: bdf; no IOMMU holds the device back */
	JAILHOUSE_WARN_CACHE,
	JAILHOUSE_WARN_SHMEM_PROTOCOL, /* found, expected; other: device of other_cell */
	JAILHOUSE_WARN_IOMMU_IGNORED,  /* expected: index of the first without a base */
	JAILHOUSE_WARN_MEM_EXEC_SHARED,
	JAILHOUSE_WARN_PIN_NOT_IN_ROOT, /* found: interrupt */
	JAILHOUSE_WARN_NO_VECTORS,	/* field; expected: capability id */
	JAILHOUSE_WARN_SHMEM_EXECUTE,	/* other: the IVSHMEM device; found: flags */
	JAILHOUSE_WARN_MEM_EXEC_PEER,	/* other: region of other_cell; found: flags */
	JAILHOUSE_WARN_SHMEM_ALONE,	/* found: bdf */
	JAILHOUSE_WARN_PCI_NOT_IN_ROOT, /* found: bdf */
	JAILHOUSE_WARN_LOADABLE_READ_ONLY,
	JAILHOUSE_WARN_NO_LOADABLE,
	JAILHOUSE_WARN_IO_EXECUTE,
	/* several; found, expected: low and high half of a bitmap, its first interrupt in cpu */
	JAILHOUSE_WARN_PINS_NOT_IN_ROOT,
	JAILHOUSE_WARN_MEM_OF_LINUX, /* the driver's; found: start */
	/* the tool's, for several SUBPAGE_IN_ROOT: the first one; expected: how many more */
	JAILHOUSE_WARN_SUBPAGES_IN_ROOT,
	JAILHOUSE_WARN_FILE_LONGER, /* found: bytes of the file, expected: those in use */
};

/** What the record speaks of; index counts from 0 in the configuration's array. */
enum jailhouse_reason_object {
	JAILHOUSE_OBJECT_NONE = 0,
	JAILHOUSE_OBJECT_SYSTEM,
	JAILHOUSE_OBJECT_CELL,
	JAILHOUSE_OBJECT_CPU,
	JAILHOUSE_OBJECT_MEMORY,
	JAILHOUSE_OBJECT_CACHE,
	JAILHOUSE_OBJECT_IRQCHIP,
	JAILHOUSE_OBJECT_PIO,
	JAILHOUSE_OBJECT_PCI_DEVICE,
	JAILHOUSE_OBJECT_PCI_CAP,
	JAILHOUSE_OBJECT_STREAM_ID,
	JAILHOUSE_OBJECT_IOMMU,
	JAILHOUSE_OBJECT_CONSOLE,
	JAILHOUSE_OBJECT_HV_MEMORY,
	JAILHOUSE_OBJECT_MMCONFIG,
	JAILHOUSE_OBJECT_LOCAL_APIC,
	JAILHOUSE_OBJECT_GIC,
	JAILHOUSE_OBJECT_TEST_DEVICE,
	JAILHOUSE_OBJECT_FEATURE,
};

/** Field of the object, as the configuration's C sources name it. */
enum jailhouse_reason_field {
	JAILHOUSE_FIELD_NONE = 0,
	JAILHOUSE_FIELD_SIGNATURE,
	JAILHOUSE_FIELD_ARCHITECTURE,
	JAILHOUSE_FIELD_REVISION,
	JAILHOUSE_FIELD_NAME,
	JAILHOUSE_FIELD_ID,
	JAILHOUSE_FIELD_FLAGS,
	JAILHOUSE_FIELD_CPUS,
	JAILHOUSE_FIELD_CPU_SET_SIZE,
	JAILHOUSE_FIELD_NUM_MEMORY_REGIONS,
	JAILHOUSE_FIELD_NUM_CACHE_REGIONS,
	JAILHOUSE_FIELD_NUM_IRQCHIPS,
	JAILHOUSE_FIELD_NUM_PIO_REGIONS,
	JAILHOUSE_FIELD_NUM_PCI_DEVICES,
	JAILHOUSE_FIELD_NUM_PCI_CAPS,
	JAILHOUSE_FIELD_NUM_STREAM_IDS,
	JAILHOUSE_FIELD_CPU_RESET_ADDRESS,
	JAILHOUSE_FIELD_PHYS_START,
	JAILHOUSE_FIELD_VIRT_START,
	JAILHOUSE_FIELD_SIZE,
	JAILHOUSE_FIELD_TYPE,
	JAILHOUSE_FIELD_ADDRESS,
	JAILHOUSE_FIELD_PIN_BASE,
	JAILHOUSE_FIELD_PIN_BITMAP,
	JAILHOUSE_FIELD_BASE,
	JAILHOUSE_FIELD_LENGTH,
	JAILHOUSE_FIELD_BDF,
	JAILHOUSE_FIELD_IOMMU,
	JAILHOUSE_FIELD_CAPS_START,
	JAILHOUSE_FIELD_START,
	JAILHOUSE_FIELD_NUM_MSI_VECTORS,
	JAILHOUSE_FIELD_NUM_MSIX_VECTORS,
	JAILHOUSE_FIELD_MSIX_REGION_SIZE,
	JAILHOUSE_FIELD_MSIX_ADDRESS,
	JAILHOUSE_FIELD_SHMEM_REGIONS_START,
	JAILHOUSE_FIELD_SHMEM_DEV_ID,
	JAILHOUSE_FIELD_SHMEM_PEERS,
	JAILHOUSE_FIELD_SHMEM_PROTOCOL,
	JAILHOUSE_FIELD_PCI_MMCONFIG_BASE,
	JAILHOUSE_FIELD_PM_TIMER_ADDRESS,
	JAILHOUSE_FIELD_APIC_MODE,
	JAILHOUSE_FIELD_VTD_INTERRUPT_LIMIT,
	JAILHOUSE_FIELD_GIC_VERSION,
	JAILHOUSE_FIELD_MSI_64BITS,
	JAILHOUSE_FIELD_MAINTENANCE_IRQ,
	JAILHOUSE_FIELD_CLOCK_REG,
};

/** Hardware features that the hypervisor cannot do without. */
enum jailhouse_feature {
	JAILHOUSE_FEATURE_SVM = 1,
	JAILHOUSE_FEATURE_SVM_NPT,
	JAILHOUSE_FEATURE_VMX,
	JAILHOUSE_FEATURE_LONG_MODE,
	JAILHOUSE_FEATURE_NX,
	JAILHOUSE_FEATURE_APIC,
	JAILHOUSE_FEATURE_XSAVE,
	JAILHOUSE_FEATURE_TSC,
	JAILHOUSE_FEATURE_PHYS_BITS,
	JAILHOUSE_FEATURE_LA57,
	JAILHOUSE_FEATURE_SME,
	JAILHOUSE_FEATURE_CET,
	JAILHOUSE_FEATURE_PCID,
	JAILHOUSE_FEATURE_PAGES_4K,
	JAILHOUSE_FEATURE_GIC_VERSION,
	JAILHOUSE_FEATURE_GIC_ROUTING,
	JAILHOUSE_FEATURE_GIC_REDISTRIBUTOR,
	JAILHOUSE_FEATURE_GIC_MAINTENANCE,
	JAILHOUSE_FEATURE_AARCH32,
};

struct jailhouse_reason {
	/** sizeof(struct jailhouse_reason) of who filled it. */
	__u32 size;
	/** JAILHOUSE_REASON_VERSION */
	__u16 version;
	/** enum jailhouse_reason_code; 0: nothing was refused. */
	__u16 code;
	/** The negative errno that went with it. */
	__s32 error;
	/** enum jailhouse_reason_object and its index in the configuration's array. */
	__u16 object;
	/** enum jailhouse_reason_field of that object. */
	__u16 field;
	__u32 index;
	/** The other party of a conflict: kind and index, its cell in other_cell. */
	__u16 other_object;
	__u16 padding;
	__u32 other_index;
	/** CPU that was concerned, where a CPU was. */
	__u32 cpu;
	__u64 found;
	__u64 expected;
	/** Names of the cells, NUL-terminated. */
	char cell[32];
	char other_cell[32];
} __attribute__((packed, aligned(8)));

#endif
