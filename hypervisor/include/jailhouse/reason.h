/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _JAILHOUSE_REASON_H
#define _JAILHOUSE_REASON_H

/*
 * Why a request was refused: a fixed-size record that the hypervisor keeps
 * beside the errno, the driver fetches and the tool turns into a sentence.
 */

#include <jailhouse/types.h>

#define JAILHOUSE_REASON_VERSION 1

struct jailhouse_reason {
	/** sizeof(struct jailhouse_reason) of who filled it. */
	__u32 size;
	/** JAILHOUSE_REASON_VERSION */
	__u16 version;
	/** enum jailhouse_reason_code; 0: nothing was refused. */
	__u16 code;
	/** The negative errno that went with it. */
	__s32 error;
	/** enum jailhouse_reason_object and its index in the configuration's array. */
	__u16 object;
	/** enum jailhouse_reason_field of that object. */
	__u16 field;
	__u32 index;
	/** The other party of a conflict: kind and index, its cell in other_cell. */
	__u16 other_object;
	__u16 padding;
	__u32 other_index;
	/** CPU that was concerned, where a CPU was. */
	__u32 cpu;
	__u64 found;
	__u64 expected;
	/** Names of the cells, NUL-terminated. */
	char cell[32];
	char other_cell[32];
} __attribute__((packed, aligned(8)));

#endif
