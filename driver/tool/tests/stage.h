/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOL_TESTS_STAGE_H
#define TOOL_TESTS_STAGE_H

/*
 * A stage for the tool: a directory instead of /sys and /proc, and a driver
 * that records what it is asked.
 */

#include <jailhouse/ioctl.h>

#define STAGE_MAX_IMAGES 8
#define STAGE_MAX_BYTES	 64

struct stage_image {
	struct jailhouse_preload_image image;
	/** Its first bytes. */
	unsigned char bytes[STAGE_MAX_BYTES];
};

/** What the driver was asked, and what it answers. */
struct stage_driver {
	unsigned int calls;
	unsigned long request;
	struct jailhouse_cell_id cell;
	struct jailhouse_cell_create create;
	unsigned int num_images;
	struct stage_image images[STAGE_MAX_IMAGES];
	/** 0 or an errno. */
	int error;
	struct jailhouse_integrity integrity;
	struct jailhouse_reason reason;
};

extern struct stage_driver stage_driver;

/** Point tool_system to a fresh, empty stage. For .init */
void stage_set(void);
/** Remove it. For .fini */
void stage_clear(void);

/** Write a file below the stage, with its directories; also used as sysfs and proc. */
void stage_file(const char *path, const char *content);

/** Absolute name of a file on the stage; valid until the next call. */
const char *stage_path(const char *path);

/** A cell as the driver shows it. */
void stage_cell(const char *id, const char *name, const char *state, const char *assigned,
		const char *failed);

#endif
