/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

/*
 * A valid system with a root cell, one other cell, and a cell to be created.
 * A test breaks one thing of it and says what the checker has to answer.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <config/check.h>
#include <config/sentence.h>

#define MAX_ELEMENTS 16
#define MAX_WARNINGS 64

#define RW		      (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)
#define RAM		      (RW | JAILHOUSE_MEM_EXECUTE)
#define COMM		      (RW | JAILHOUSE_MEM_COMM_REGION)
#define BDF(device, function) ((device) << 3 | (function))

/* indexes of the world's objects */
enum { CELL_RAM, CELL_COMM, CELL_REGISTERS, CELL_SHMEM, CELL_NUM_MEMORY = CELL_SHMEM + 4 };
enum { ROOT_LOW_RAM, ROOT_HIGH_RAM, ROOT_REGISTERS, ROOT_SHMEM, ROOT_NUM_MEMORY = ROOT_SHMEM + 4 };
enum { CELL_IVSHMEM, CELL_DEVICE };
enum { ROOT_AHCI, ROOT_DEVICE, ROOT_IVSHMEM };

/** A cell configuration in parts; the counts in desc say how many are used. */
struct plan {
	struct jailhouse_cell_desc desc;
	u8 cpus[MAX_ELEMENTS];
	struct jailhouse_memory memory[MAX_ELEMENTS];
	struct jailhouse_cache caches[MAX_ELEMENTS];
	struct jailhouse_irqchip irqchips[MAX_ELEMENTS];
	struct jailhouse_pio pio[MAX_ELEMENTS];
	struct jailhouse_pci_device pci_devices[MAX_ELEMENTS];
	struct jailhouse_pci_capability pci_caps[MAX_ELEMENTS];
	union jailhouse_stream_id stream_ids[MAX_ELEMENTS];
};

struct blob {
	u8 *bytes;
	u32 size;
};

struct world {
	struct jailhouse_system system;
	struct plan root;
	struct plan other;
	struct plan cell;
	bool with_platform;
	struct config_platform platform;

	/* the answer */
	struct jailhouse_reason why;
	/** How many refusals there are where all of them are asked for. */
	u32 num_refusals;
	u16 warnings[MAX_WARNINGS];
	u32 num_warnings;
	u32 surplus;			 /* bytes that the file has behind what is counted */
	struct jailhouse_reason warning; /* the last one */
};

struct world *world_new(void);

/** The same world on ARM64 with a GICv3 (@gic_version 3) or GICv2. */
struct world *world_new_arm(u8 gic_version);

/** Configuration as a file: exactly as many bytes as it needs. The caller frees bytes. */
struct blob build_cell(const struct plan *plan);
struct blob build_system(const struct world *world);

/** Append a memory region. @return: its index */
u32 add_memory(struct plan *plan, u64 phys, u64 virt, u64 size, u64 flags);

/** Build, parse and check; the answer is in the world. @return: 0 or negative errno */
int check_world_system(struct world *world);
int check_world_cell(struct world *world);

bool warned(const struct world *world, u16 code);

/* Verify the answer; the world is freed. */
void expect_refused(struct world *world, int result, int error, u16 code, u16 object, u32 index);
void expect_accepted(struct world *world, int result);
void expect_warning(struct world *world, int result, u16 code);

/* One test: the body that follows breaks *world. */
#define RULE(suite, name, check, ...)                                                              \
	static void suite##_##name(struct world *world);                                           \
	Test(suite, name)                                                                          \
	{                                                                                          \
		struct world *world = world_new();                                                 \
                                                                                                   \
		suite##_##name(world);                                                             \
		__VA_ARGS__;                                                                       \
	}                                                                                          \
	static void suite##_##name(struct world *world)

#define CELL_REFUSED(suite, name, error, code, object, index)                                      \
	RULE(suite, name, cell,                                                                    \
	     expect_refused(world, check_world_cell(world), error, JAILHOUSE_REASON_##code,        \
			    JAILHOUSE_OBJECT_##object, index))
#define ROOT_REFUSED(suite, name, error, code, object, index)                                      \
	RULE(suite, name, system,                                                                  \
	     expect_refused(world, check_world_system(world), error, JAILHOUSE_REASON_##code,      \
			    JAILHOUSE_OBJECT_##object, index))
#define CELL_ACCEPTED(suite, name)                                                                 \
	RULE(suite, name, cell, expect_accepted(world, check_world_cell(world)))
#define ROOT_ACCEPTED(suite, name)                                                                 \
	RULE(suite, name, system, expect_accepted(world, check_world_system(world)))
#define CELL_WARNED(suite, name, code)                                                             \
	RULE(suite, name, cell,                                                                    \
	     expect_warning(world, check_world_cell(world), JAILHOUSE_WARN_##code))
#define ROOT_WARNED(suite, name, code)                                                             \
	RULE(suite, name, system,                                                                  \
	     expect_warning(world, check_world_system(world), JAILHOUSE_WARN_##code))

#endif
