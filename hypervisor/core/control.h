/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_CONTROL_H
#define CORE_CONTROL_H

#include <core/cell.h>

/**
 * Hypercall of the calling CPU's cell.
 * @return: result, negative errno values included
 */
long hypercall(unsigned long code, unsigned long arg1, unsigned long arg2);

/* Management of cells, called by hypercall() with the arguments as given. */
long cell_create(u64 config_address);
long cell_start(u32 id);
long cell_set_loadable(u32 id);
long cell_destroy(u32 id);
long cell_get_state(u32 id);

/** Leaves the hypervisor when all root CPUs called it; returns only on refusal. */
long hypervisor_disable(void);

/** Number of cells, the root cell included. */
extern unsigned int num_cells;

/** Take and release the right to change anything. Serves other CPUs' requests meanwhile. */
void management_lock(void);
void management_unlock(void);

/**
 * On any CPU, without the management lock: no cell comes or goes, and their configurations stay.
 * Only for a look at them that waits for nothing; not to be nested.
 */
void cells_lock(void);
void cells_unlock(void);

/** Stop all other CPUs of a cell in the hypervisor. @return: 0, -EBUSY if one is silent */
int cell_suspend(struct cell *cell);
void cell_resume(struct cell *cell);

/**
 * Let all CPUs verify what protects others from their cells.
 * @return: 1 if that of one was changed since the last call, 0 if not, or negative error
 */
long cells_verify(void);
/** The CPUs of a suspended cell wait for a start when they resume. */
void cell_park(struct cell *cell);

/** Cell by its id, NULL if there is none. */
struct cell *cell_find(u32 id);

/* Messages to a cell (core/message.c). */

/**
 * Ask a cell to shut down and wait for its answer.
 * A cell that does not answer within its msg_reply_timeout is stopped, which is
 * consent; without a time-out of its own it runs on.
 * @return: 0, -EPERM if it refused or was silent
 */
int message_request_shutdown(struct cell *cell);

/** Tell all non-root cells that the configuration changed. */
void message_reconfig_completed(void);

/** Checksum of text and read-only data. */
u64 integrity_checksum(void);

#endif
