/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_IOCTL_H
#define _JAILHOUSE_IOCTL_H

/* Interface of /dev/jailhouse. */

#include <linux/ioctl.h>
#include <linux/types.h>
#include <jailhouse/reason.h>

#define JAILHOUSE_CELL_ID_NAMELEN 31
/** Selects a cell by its name instead of by its id. */
#define JAILHOUSE_CELL_ID_UNUSED (-1)

struct jailhouse_cell_create {
	__u64 config_address;
	__u32 config_size;
	__u32 padding;
};

struct jailhouse_preload_image {
	__u64 source_address;
	__u64 size;
	/** Guest-physical address in the cell. */
	__u64 target_address;
	__u64 padding;
};

struct jailhouse_cell_id {
	__s32 id;
	__u32 padding;
	char name[JAILHOUSE_CELL_ID_NAMELEN + 1];
};

struct jailhouse_cell_load {
	struct jailhouse_cell_id cell_id;
	__u32 num_preload_images;
	__u32 padding;
	struct jailhouse_preload_image image[];
};

/** Result of JAILHOUSE_CHECK_INTEGRITY. */
struct jailhouse_integrity {
	/** Sum of JAILHOUSE_CHANGED_* (hypercall.h), 0 if nothing changed. */
	__u32 changed;
	__u32 padding;
};

#define JAILHOUSE_ENABLE       _IOW(0, 0, void *)
#define JAILHOUSE_DISABLE      _IO(0, 1)
#define JAILHOUSE_CELL_CREATE  _IOW(0, 2, struct jailhouse_cell_create)
#define JAILHOUSE_CELL_LOAD    _IOW(0, 3, struct jailhouse_cell_load)
#define JAILHOUSE_CELL_START   _IOW(0, 4, struct jailhouse_cell_id)
#define JAILHOUSE_CELL_DESTROY _IOW(0, 5, struct jailhouse_cell_id)

/* ENABLE as a 32-bit tool encodes it */
#define JAILHOUSE_ENABLE_COMPAT 0x40040000

/* Cellyard's own: why the last call on this open file was refused (code 0: it was not) */
#define JAILHOUSE_GET_REASON	  _IOR(0, 64, struct jailhouse_reason)
#define JAILHOUSE_CHECK_INTEGRITY _IOR(0, 65, struct jailhouse_integrity)

#endif
