/* SPDX-License-Identifier: GPL-2.0-only */
/* The register dumps that a hypervisor's console shows, and what their numbers mean. */
#ifndef YARD_DUMPS_H
#define YARD_DUMPS_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/text.h"

#define DUMP_STACK_WORDS 64

enum dump_arch { DUMP_X86, DUMP_ARM64 };

struct dump {
	enum dump_arch arch;
	bool hypervisor; /* its own registers, else a cell's */
	char *reason;	 /* the line that tells of the fault; empty if there is none */
	char *cell;	 /* whose CPU was parked, or NULL */
	/* how often that cell had been started before, so the nth image that was loaded */
	unsigned int starts;
	uint64_t pc;
	uint64_t lr; /* ARM64 */
	uint64_t sp;
	uint64_t syndrome; /* ESR_EL2, ARM64 */
	uint64_t stack[DUMP_STACK_WORDS];
	size_t stack_count;
	bool has_code;
	uint64_t code_at, code[2]; /* what was executed, in the order of memory */
};

/* All dumps of a console's log, in their order; the array is the caller's. */
struct dump *dumps_find(const char *log, size_t *count);
void dumps_free(struct dump *dumps, size_t count);

/* Append what the syndrome of an ARM64 exception says, as a phrase. */
void describe_syndrome(uint64_t syndrome, struct text *out);
/* Append what the exit code or exception in the reason of an x86 dump means; nothing if it has
 * none. */
void describe_x86_reason(const char *reason, struct text *out);

#endif
