/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_SYSFS_CELL_H
#define _DRIVER_SYSFS_CELL_H

/** Create and remove the directory cells/ of hv_device. */
int sysfs_cells_init(void);
void sysfs_cells_exit(void);

#endif
