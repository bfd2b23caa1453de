/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_LOAD_H
#define _DRIVER_LOAD_H

#include <jailhouse/cell-config.h>
#include <jailhouse/ioctl.h>
#include <jailhouse/reason.h>
#include <linux/compiler.h>

/**
 * Copy one image into a loadable cell.
 * @cell:	the cell's configuration
 * @user:	description of the image, in user space
 * @index:	its number, for refusals
 * @return: 0, -EINVAL (not inside one region with WRITE and LOADABLE),
 *	    -EFAULT, -EBUSY (memory cannot be mapped) or -EINTR
 */
int load_image(const struct jailhouse_cell_desc *cell,
	       const struct jailhouse_preload_image __user *user, u32 index,
	       struct jailhouse_reason *why);

#endif
