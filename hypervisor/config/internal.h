/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIG_INTERNAL_H
#define CONFIG_INTERNAL_H

/* Shared by the files of this folder only. */

#include <config/check.h>

#if __STDC_HOSTED__
#include <errno.h>
#define PAGE_SIZE      4096ULL
#define PAGE_OFFS_MASK (PAGE_SIZE - 1)
#else
#include <core/defs.h>
#endif

#define MEM_RIGHTS (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE)
#define MEM_WIDTHS                                                                                 \
	((u64)(JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 | JAILHOUSE_MEM_IO_32 |                    \
	       JAILHOUSE_MEM_IO_64))

/** The cell that is being looked at, and the question that it belongs to. */
struct scope {
	const struct config_check *check;
	const struct config_cell *cell;
	bool root;
};

/**
 * Fill the caller's reason record, and tell who wants all refusals.
 * @param scope		whose cell is named in it
 * @param error		positive errno
 * @param other		cell of the other party, NULL for the same one
 * @param reason	code, object, index, field, found, expected, cpu, other party
 * @return: -error
 */
int config_refuse(const struct scope *scope, int error, const struct config_cell *other,
		  const struct jailhouse_reason *reason);

/** Report what is legal but suspicious; parameters as in config_refuse(). */
void config_warn(const struct scope *scope, const struct config_cell *other,
		 const struct jailhouse_reason *reason);

#define REFUSE_OTHER(scope, error, other, ...)                                                     \
	config_refuse(scope, error, other, &(struct jailhouse_reason){ __VA_ARGS__ })
#define REFUSE(scope, error, ...) REFUSE_OTHER(scope, error, NULL, __VA_ARGS__)
#define WARN_OTHER(scope, other, ...)                                                              \
	config_warn(scope, other, &(struct jailhouse_reason){ __VA_ARGS__ })
#define WARN(scope, ...) WARN_OTHER(scope, NULL, __VA_ARGS__)

/** True if no rule follows this one: after the first refusal, unless all are asked for. */
static inline bool ends(const struct scope *scope, int err)
{
	return err && !scope->check->refused;
}

/** True if the two ranges have a byte in common; none of them may wrap. */
static inline bool ranges_overlap(u64 a_start, u64 a_size, u64 b_start, u64 b_size)
{
	return a_size && b_size && a_start < b_start + b_size && b_start < a_start + a_size;
}

/** True if the last byte of the range has an address below its first one. */
static inline bool range_wraps(u64 start, u64 size)
{
	return size && start + (size - 1) < start;
}

static inline u64 max_u64(u64 a, u64 b)
{
	return a > b ? a : b;
}

static inline bool is_comm(const struct jailhouse_memory *region)
{
	return region->flags & JAILHOUSE_MEM_COMM_REGION;
}

static inline bool is_x86(const struct config_check *check)
{
	return check->system->desc->architecture == JAILHOUSE_X86;
}

static inline bool same_function(const struct jailhouse_pci_device *a,
				 const struct jailhouse_pci_device *b)
{
	return a->bdf == b->bdf && a->domain == b->domain;
}

/** Most interrupts in one entry of a configuration. */
#define IRQCHIP_PINS 128

static inline bool irqchip_has_pin(const struct jailhouse_irqchip *chip, u32 pin)
{
	u32 bit = pin - chip->pin_base;

	return pin >= chip->pin_base && bit < IRQCHIP_PINS &&
	       (chip->pin_bitmap[bit / 32] >> (bit % 32)) & 1;
}

/** Number of the highest CPU in the configured set, plus 1. */
u32 config_cpu_end(const struct config_cell *cell);

/** The cell's communication region, NULL if it has none. */
const struct jailhouse_memory *config_find_comm(const struct config_cell *cell);

/** True if both regions are sections of IVSHMEM devices with the same bdf. */
bool config_is_shmem_link(const struct config_cell *a, u32 a_index, const struct config_cell *b,
			  u32 b_index);

/* The rules, by kind of object; each returns 0 or a negative errno. */
int config_check_cpus(const struct scope *scope);
int config_check_memory(const struct scope *scope);
int config_check_memory_shared(const struct scope *scope, const struct config_cell *other);
int config_check_irqchips(const struct scope *scope);
int config_check_irqchips_shared(const struct scope *scope, const struct config_cell *other);
int config_check_ports(const struct scope *scope);
int config_check_ports_shared(const struct scope *scope, const struct config_cell *other);
int config_check_pci(const struct scope *scope);
int config_check_pci_shared(const struct scope *scope, const struct config_cell *other);
int config_check_msix(const struct scope *scope, u32 index);
int config_check_msix_shared(const struct scope *scope, const struct config_cell *other);
int config_check_shmem(const struct scope *scope, u32 index);
int config_check_shmem_link(const struct scope *scope, const struct config_cell *other);
int config_check_caches(const struct scope *scope);
int config_check_windows(const struct scope *scope);
int config_check_platform(const struct scope *scope);

#endif
