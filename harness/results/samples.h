/* SPDX-License-Identifier: GPL-2.0-only */
/* Measured values in what inmates print. */
#ifndef YARD_SAMPLES_H
#define YARD_SAMPLES_H

#include <stddef.h>

struct samples {
	double *value;
	size_t count;
};

/* "Timer fired, jitter: 93564 ns, min: ..." in each line that has it: apic-demo, gic-demo. */
void samples_of_jitter(const char *log, struct samples *out);
void samples_free(struct samples *s);

#endif
