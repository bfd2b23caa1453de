/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DRIVER_REASON_H
#define _DRIVER_REASON_H

/* Refusals: an errno for the caller, a record for the tool, a line for the log. */

#include <jailhouse/reason.h>
#include <linux/types.h>

/**
 * Fill in a record.
 * @why:	record of the open file
 * @code:	enum jailhouse_reason_code
 * @error:	negative errno
 * @return: @error
 */
int refuse(struct jailhouse_reason *why, u16 code, int error);

/**
 * Say which field of the configuration the record is about.
 * @object:	enum jailhouse_reason_object
 * @field:	enum jailhouse_reason_field
 * @return: the error of the record
 */
int refused_object(struct jailhouse_reason *why, u16 object, u16 field);

/** The same, about one CPU. */
int refuse_cpu(struct jailhouse_reason *why, u16 code, int error, u32 cpu);

/** The same, about a value. */
int refuse_value(struct jailhouse_reason *why, u16 code, int error, u64 found, u64 expected);

/** The same, about a cell or file of this name; longer names are cut. */
int refuse_name(struct jailhouse_reason *why, u16 code, int error, const char *name);

/** Take over what the hypervisor said about the hypercall that just failed. */
void reason_fetch(struct jailhouse_reason *why, int error);

/**
 * Take over a record that the hypervisor left in memory.
 * @error:	what enable returned; a record about something else is ignored
 */
void reason_copy(struct jailhouse_reason *why, const struct jailhouse_reason *record, int error);

/** Say in the kernel log (as a warning: who asked wrongly is no error of the kernel) what the
 * record says, for users of other tools. */
void reason_log(const struct jailhouse_reason *why);

#endif
