/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIG_SENTENCE_H
#define CONFIG_SENTENCE_H

/* Reason records as text, for the tool and the driver. */

#include <jailhouse/reason.h>

/** Every sentence fits, with its NUL. */
#define REASON_SENTENCE_MAX 768

/**
 * Say in one sentence what was found, what was expected and what to do.
 * @param buf		result, always terminated unless @size is 0
 * @param size		bytes in @buf
 * @param reason	record from anywhere: every value is handled
 * @return: length of the whole sentence like snprintf(), 0 if nothing was refused
 */
int reason_sentence(char *buf, size_t size, const struct jailhouse_reason *reason);

#ifndef __KERNEL__
/**
 * What reason_sentence() says of any record with this code, for lists of all reasons.
 * @return: its length like snprintf(), 0 if there is no such code
 */
int reason_in_general(char *buf, size_t size, __u32 code);
#endif

/**
 * Names of memory region flags, separated by " | "; unknown bits as a number.
 * @return: length of the whole text like snprintf()
 */
int reason_memory_flags(char *buf, size_t size, __u64 flags);

#endif
