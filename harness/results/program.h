/* SPDX-License-Identifier: GPL-2.0-only */
/* The code in an ELF file: whether a number on a stack can be a return address, and to whom. */
#ifndef YARD_PROGRAM_H
#define YARD_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/problem.h"
#include "../base/text.h"

struct program {
	struct text file;
	unsigned int machine; /* EM_* */
};

/* Read an ELF file of x86 or ARM. Free it in any case. */
int program_read(const char *path, struct program *p, struct problem *why);
void program_free(struct program *p);

/* Copy code from where it is loaded; false if not all of it is in one section of code. */
bool program_code(const struct program *p, uint64_t address, void *to, size_t size);

/* Does a call return to this address? */
bool program_returns_to(const struct program *p, uint64_t address);

/* What that call calls; 0 if it takes the address from a register or memory. */
uint64_t program_call_target(const struct program *p, uint64_t address);

/* Where the function begins that has this address; 0 if the file does not tell. */
uint64_t program_function(const struct program *p, uint64_t address);

#endif
