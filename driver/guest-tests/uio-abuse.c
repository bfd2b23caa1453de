// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that does with a shared-memory device what it should not:
 *
 *   uio-abuse rights    maps what belongs to others for writing, in every way;
 *                       prints what was granted, "all refused" if nothing was
 *   uio-abuse hold      reads registers and sections for ever; when they are
 *                       taken away while it does, it prints so and ends with 0
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE  4096
#define READ  PROT_READ
#define WRITE (PROT_READ | PROT_WRITE)

/* in the order of a link that has all of them */
enum { REGISTERS, STATES, RW, INPUTS, OUTPUT };

static int device;
static unsigned int granted;

static volatile uint32_t *map(int n, int access, int sharing)
{
	void *start = mmap(NULL, PAGE, access, sharing, device, n * PAGE);

	return start == MAP_FAILED ? NULL : start;
}

static void expect_refused(bool was_granted, const char *what)
{
	if (was_granted) {
		printf("granted: %s\n", what);
		granted++;
	}
}

static void try_rights(int n, const char *name)
{
	volatile uint32_t *read_only = map(n, READ, MAP_SHARED);

	printf("%s\n", name);
	if (!read_only) {
		perror("reading");
		exit(1);
	}
	expect_refused(map(n, WRITE, MAP_SHARED), "writing");
	expect_refused(map(n, WRITE, MAP_PRIVATE), "writing to a copy");
	expect_refused(mprotect((void *)read_only, PAGE, WRITE) == 0, "writing later");
	expect_refused(mremap((void *)read_only, PAGE, 2 * PAGE, MREMAP_MAYMOVE) != MAP_FAILED,
		       "more than was mapped");
	(void)*read_only;
}

static int check_rights(void)
{
	try_rights(STATES, "state_table");
	try_rights(INPUTS, "input_sections");
	expect_refused(map(OUTPUT, WRITE, MAP_PRIVATE), "a private copy of output_section");
	expect_refused(map(OUTPUT + 1, READ, MAP_SHARED), "a map that does not exist");
	if (!map(OUTPUT, WRITE, MAP_SHARED) || !map(RW, WRITE, MAP_SHARED)) {
		perror("writing to the own sections");
		return 1;
	}
	printf("%s\n", granted ? "not all refused" : "all refused");
	return granted != 0;
}

static void taken_away(int signal)
{
	static const char text[] = "taken away\n";

	(void)signal;
	_exit(write(STDOUT_FILENO, text, sizeof(text) - 1) < 0);
}

static int hold(void)
{
	volatile uint32_t *registers = map(REGISTERS, WRITE, MAP_SHARED);
	volatile uint32_t *states = map(STATES, READ, MAP_SHARED);
	volatile uint32_t *inputs = map(INPUTS, READ, MAP_SHARED);

	if (!registers || !states || !inputs) {
		perror("mapping");
		return 1;
	}
	signal(SIGBUS, taken_away);
	/* a child, too: its mappings are others */
	fork();
	printf("holding\n");
	fflush(stdout);
	for (;;) {
		(void)registers[0];
		(void)states[0];
		(void)inputs[0];
	}
}

int main(int argc, char **argv)
{
	device = open("/dev/uio0", O_RDWR);
	if (argc != 2 || device < 0) {
		perror("uio-abuse rights|hold");
		return 2;
	}
	return strcmp(argv[1], "rights") == 0 ? check_rights() : hold();
}
