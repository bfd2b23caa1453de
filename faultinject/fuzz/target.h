/* SPDX-License-Identifier: GPL-2.0-only */
/* A fuzz target as libFuzzer calls it; driver.c calls the same where there is no libFuzzer. */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** What must hold of every input; otherwise the sentence is printed and the program aborts. */
#define CLAIM(condition, sentence)                                                                 \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, sentence);    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/** One input; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
