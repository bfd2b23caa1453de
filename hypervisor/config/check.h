/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

/*
 * Parsing and checking of system and cell configurations: everything that can
 * be known before anything is changed. The same code runs in the hypervisor,
 * in the `jailhouse` tool and in the host tests. It needs no libc, allocates
 * nothing, does not recurse, and reads only inside the given blob.
 *
 * The blob must be a private copy: it is read more than once.
 *
 * Usage: parse each blob once, then check; every function returns 0 or a
 * negative errno and says why in a reason record.
 */

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>
#include <jailhouse/reason.h>

/** Largest CPU bitmap in bytes. */
#define CONFIG_MAX_CPU_SET_SIZE 4096
/** Largest cell configuration in bytes: the hypervisor takes 16 pages. */
#define CONFIG_MAX_CELL_SIZE 0x10000
/** Most interrupt controllers that a system may have. */
#define CONFIG_MAX_IRQCHIPS 8
/** Guest-physical addresses end here. */
#define CONFIG_MAX_GUEST_ADDRESS ((1ULL << 48) - 1)
/** Physical addresses end here. */
#define CONFIG_MAX_PHYS_ADDRESS ((1ULL << 52) - 1)

/** A parsed cell configuration: its descriptor and its arrays, all inside the blob. */
struct config_cell {
	const struct jailhouse_cell_desc *desc;
	const u8 *cpu_set;
	const struct jailhouse_memory *memory;
	const struct jailhouse_cache *caches;
	const struct jailhouse_irqchip *irqchips;
	const struct jailhouse_pio *pio;
	const struct jailhouse_pci_device *pci_devices;
	const struct jailhouse_pci_capability *pci_caps;
	const union jailhouse_stream_id *stream_ids;

	u32 cpu_set_size;
	u32 num_memory;
	u32 num_caches;
	u32 num_irqchips;
	u32 num_pio;
	u32 num_pci_devices;
	u32 num_pci_caps;
	u32 num_stream_ids;

	/** Bytes of the blob that the configuration uses, from its first one. */
	u32 config_size;
};

/** A parsed system configuration. */
struct config_system {
	const struct jailhouse_system *desc;
	struct config_cell root;
	/** Number of IOMMU units: up to the first one without a base address. */
	u32 num_iommus;
	u32 config_size;
};

enum config_vendor { CONFIG_VENDOR_UNKNOWN, CONFIG_VENDOR_AMD, CONFIG_VENDOR_INTEL };

/** What is known of the machine; all zero offline, where only the files are known. */
struct config_platform {
	enum config_vendor vendor;
	/** JAILHOUSE_X86 and so on, if known. */
	bool architecture_known;
	u8 architecture;
	/** Number of CPUs that entered the hypervisor, 0 for unknown. */
	u32 num_cpus;
	/** CPUs that are present, as a bitmap like a configuration's; NULL for unknown. */
	const u8 *cpu_set;
	u32 cpu_set_size;
	/** Hypervisor image and one CPU's area in bytes, as in its header; 0 for unknown. */
	u64 core_size;
	u64 percpu_size;
	/** The ids in the descriptors are those of real cells. */
	bool ids_assigned;
};

/**
 * Called for each finding of a kind.
 * @param context	as given in struct config_check
 * @param finding	what, where, and why
 */
typedef void (*config_listener)(void *context, const struct jailhouse_reason *finding);

/** What a configuration is checked against, and where the answers go. */
struct config_check {
	const struct config_system *system;
	/** NULL: nothing is known of the machine. */
	const struct config_platform *platform;
	/** Non-root cells that exist already. */
	const struct config_cell *const *others;
	u32 num_others;
	/** Filled on refusal; may be NULL unless all refusals are asked for. */
	struct jailhouse_reason *why;
	/** What is legal but rarely meant: a JAILHOUSE_WARN_* code, no error. May be NULL. */
	config_listener warn;
	/**
	 * NULL, as in the hypervisor: the first refusal ends the checks. Otherwise they go on with
	 * the next rule that the refused one does not make meaningless, and it is told of each.
	 * The first that it is told of is the one that the hypervisor would give.
	 */
	config_listener refused;
	void *context;
};

/**
 * Find the arrays of a cell configuration. Nothing outside of the blob is read.
 * @param cell	result; only desc, the blob, is valid after a failure
 * @param blob	first byte, any alignment
 * @param size	bytes in the blob; more than needed is fine
 * @param why	filled on failure, may be NULL
 * @return: 0; -EINVAL for a wrong signature, revision, architecture byte,
 *	    count, or a blob shorter than its counts say
 */
int config_parse_cell(struct config_cell *cell, const void *blob, u32 size,
		      struct jailhouse_reason *why);

/**
 * As config_parse_cell(), for a system configuration with its root cell.
 * @param platform	says which architecture to expect; may be NULL
 */
int config_parse_system(struct config_system *system, const void *blob, u32 size,
			const struct config_platform *platform, struct jailhouse_reason *why);

/**
 * Check a system configuration: its platform part and its root cell.
 * check->others is not used.
 * @return: 0; the error codes of the configuration format
 */
int config_check_system(const struct config_check *check);

/**
 * Check a non-root cell by itself, against the system, and against the cells
 * in check->others.
 * @return: 0; -EINVAL what is wrong by itself, -EBUSY what another cell has,
 *	    -EEXIST name or id in use, -E2BIG, -ERANGE as in the format
 */
int config_check_cell(const struct config_check *check, const struct config_cell *cell);

/**
 * Check one more region for a cell that is checked already: would a configuration that has it be
 * accepted? Whether it overlaps the cell's other regions is not looked at. Parameters and result as
 * for config_check_cell().
 */
int config_check_extra(const struct config_check *check, const struct config_cell *cell,
		       const struct jailhouse_memory *region);

/** True if the root cell runs programs from that memory, or lets devices reach it. */
bool config_is_ram(const struct config_cell *root, u64 start, u64 size);

/** True if @cpu is in the configured set; any number may be asked for. */
bool config_has_cpu(const struct config_cell *cell, u32 cpu);

/** Number of CPUs in the configured set. */
u32 config_count_cpus(const struct config_cell *cell);

/** Bytes of the MMCONFIG window, 0 if there is none. */
u64 config_mmconfig_size(const struct jailhouse_system *system);

/** True if the region is accessed byte by byte instead of mapped by pages. */
bool config_is_subpage(const struct jailhouse_memory *region);

/**
 * Number of memory regions that belong to an IVSHMEM device:
 * state table, read-write section, one output section for each peer.
 */
u32 config_shmem_sections(const struct jailhouse_pci_device *device);

/** True if region @index belongs to one of the cell's IVSHMEM devices. */
bool config_is_shmem(const struct config_cell *cell, u32 index);

/* ---- for reports that list every finding (jailhouse config check) ---- */

/** True if two regions of one cell claim the same guest-physical addresses illegally. */
bool config_regions_clash(const struct config_cell *cell, u32 a, u32 b);

/** A register window that the hypervisor keeps for itself or emulates. */
struct config_window {
	/** enum jailhouse_reason_object and its index. */
	u16 object;
	u32 index;
	u64 start;
	u64 size;
};

/**
 * The @n-th window of the system that no cell may map.
 * @return: false if there are no more
 */
bool config_get_window(const struct config_system *system, u32 n, struct config_window *window);

/** True if the region overlaps the window, physically or as the cell sees it. */
bool config_hits_window(const struct jailhouse_memory *region, const struct config_window *window);

/** True if the region overlaps the hypervisor's memory. */
bool config_hits_hypervisor(const struct config_system *system,
			    const struct jailhouse_memory *region);

#endif
