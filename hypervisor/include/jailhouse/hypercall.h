/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_HYPERCALL_H
#define _JAILHOUSE_HYPERCALL_H

#include <jailhouse/console.h>
#include <jailhouse/types.h>

#define JAILHOUSE_HC_DISABLE		 0
#define JAILHOUSE_HC_CELL_CREATE	 1
#define JAILHOUSE_HC_CELL_START		 2
#define JAILHOUSE_HC_CELL_SET_LOADABLE	 3
#define JAILHOUSE_HC_CELL_DESTROY	 4
#define JAILHOUSE_HC_HYPERVISOR_GET_INFO 5
#define JAILHOUSE_HC_CELL_GET_STATE	 6
#define JAILHOUSE_HC_CPU_GET_INFO	 7
#define JAILHOUSE_HC_DEBUG_CONSOLE_PUTC	 8

/*
 * Cellyard's own, root cell only.
 *
 * GET_REASON: argument 1 is the index of a 16-bit half of the last reason
 * record (struct jailhouse_reason); returns that half (0..0xffff), -EINVAL
 * behind the record's end.
 * CHECK_INTEGRITY: compares the hypervisor's text and read-only data with
 * the checksum taken at start-up, and lets every CPU compare what protects
 * others from its cell (VMCB, EL2 registers) with what it was set up to be.
 * 0 unchanged, or a sum of JAILHOUSE_CHANGED_*; -EBUSY if a CPU does not
 * respond.
 */
#define JAILHOUSE_HC_GET_REASON	     256
#define JAILHOUSE_HC_CHECK_INTEGRITY 257

/* result of JAILHOUSE_HC_CHECK_INTEGRITY */
#define JAILHOUSE_CHANGED_CODE	  1
#define JAILHOUSE_CHANGED_CONTROL 2

/* types of JAILHOUSE_HC_HYPERVISOR_GET_INFO */
#define JAILHOUSE_INFO_MEM_POOL_SIZE   0
#define JAILHOUSE_INFO_MEM_POOL_USED   1
#define JAILHOUSE_INFO_REMAP_POOL_SIZE 2
#define JAILHOUSE_INFO_REMAP_POOL_USED 3
#define JAILHOUSE_INFO_NUM_CELLS       4

/* types of JAILHOUSE_HC_CPU_GET_INFO */
#define JAILHOUSE_CPU_INFO_STATE     0
#define JAILHOUSE_CPU_INFO_STAT_BASE 1000

/* CPU states */
#define JAILHOUSE_CPU_RUNNING 0
#define JAILHOUSE_CPU_FAILED  2 /* terminal state */

/* CPU statistics that every architecture counts */
#define JAILHOUSE_CPU_STAT_VMEXITS_TOTAL      0
#define JAILHOUSE_CPU_STAT_VMEXITS_MMIO	      1
#define JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT 2
#define JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL  3
#define JAILHOUSE_GENERIC_CPU_STATS	      4

/* messages to a cell */
#define JAILHOUSE_MSG_NONE		 0
#define JAILHOUSE_MSG_SHUTDOWN_REQUEST	 1
#define JAILHOUSE_MSG_RECONFIG_COMPLETED 2

/* replies of a cell */
#define JAILHOUSE_MSG_UNKNOWN	       1
#define JAILHOUSE_MSG_REQUEST_DENIED   2
#define JAILHOUSE_MSG_REQUEST_APPROVED 3
#define JAILHOUSE_MSG_RECEIVED	       4

/* cell states */
#define JAILHOUSE_CELL_RUNNING	       0
#define JAILHOUSE_CELL_RUNNING_LOCKED  1
#define JAILHOUSE_CELL_SHUT_DOWN       2 /* terminal state */
#define JAILHOUSE_CELL_FAILED	       3 /* terminal state */
#define JAILHOUSE_CELL_FAILED_COMM_REV 4 /* terminal state */

#define COMM_REGION_ABI_REVISION 2
#define COMM_REGION_MAGIC	 "JHCOMM"

#define JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED 0x0001
#define JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE    0x0002

#define JAILHOUSE_COMM_HAS_DBG_PUTC_PERMITTED(flags)                                               \
	(!!((flags)&JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED))
#define JAILHOUSE_COMM_HAS_DBG_PUTC_ACTIVE(flags) (!!((flags)&JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE))

/** First fields of the communication region, the same on every architecture. */
#define COMM_REGION_GENERIC_HEADER                                                                 \
	char signature[6];                                                                         \
	__u16 revision;                                                                            \
	/** JAILHOUSE_CELL_*, written by the cell after its start. */                              \
	volatile __u32 cell_state;                                                                 \
	/** JAILHOUSE_MSG_*, cleared by the cell before it replies. */                             \
	volatile __u32 msg_to_cell;                                                                \
	volatile __u32 reply_from_cell;                                                            \
	/** JAILHOUSE_COMM_FLAG_* */                                                               \
	__u32 flags;                                                                               \
	/** Console that the configuration offers to the cell. */                                  \
	struct jailhouse_console console;                                                          \
	/** Base of the ECAM window, 0 for none. */                                                \
	__u64 pci_mmconfig_base

#include <asm/jailhouse_hypercall.h>

#ifndef __ASSEMBLY__
/**
 * Send a message to a cell and return at once.
 * @region:	the cell's communication region
 * @msg:	JAILHOUSE_MSG_*
 */
static inline void jailhouse_send_msg_to_cell(struct jailhouse_comm_region *region, __u32 msg)
{
	region->reply_from_cell = JAILHOUSE_MSG_NONE;
	jailhouse_memory_barrier();
	region->msg_to_cell = msg;
}

/**
 * Take the pending message and answer it, in a cell.
 * @region:	the cell's communication region
 * @reply:	JAILHOUSE_MSG_UNKNOWN and following
 */
static inline void jailhouse_send_reply_from_cell(struct jailhouse_comm_region *region, __u32 reply)
{
	region->msg_to_cell = JAILHOUSE_MSG_NONE;
	jailhouse_memory_barrier();
	region->reply_from_cell = reply;
}
#endif

#endif
