/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef YARD_HASH_H
#define YARD_HASH_H

#include <stddef.h>

/* SHA-256 in hexadecimal, and a NUL. */
#define HASH_TEXT 65

void hash_text(const void *data, size_t len, char out[HASH_TEXT]);

#endif
