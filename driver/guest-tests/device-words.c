// SPDX-License-Identifier: GPL-2.0-only
/*
 * device-words ADDRESS COUNT: registers of a device as root Linux' memory has them, one word of 32
 * bits a line, for scenarios only.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is emulated has to be a single load that changes no other register. */
static uint32_t load(const char *at)
{
	uint32_t value;

	asm volatile("ldr %w0, [%1]" : "=r"(value) : "r"(at) : "memory");
	return value;
}

int main(int argc, char **argv)
{
	unsigned long page = sysconf(_SC_PAGESIZE), address, count, first;
	int memory = open("/dev/mem", O_RDONLY | O_SYNC);
	const char *mapped;

	if (argc != 3 || memory < 0) {
		fprintf(stderr, "device-words ADDRESS COUNT, by /dev/mem\n");
		return 2;
	}
	address = strtoul(argv[1], NULL, 0);
	count = strtoul(argv[2], NULL, 0);
	first = address & ~(page - 1);
	mapped = mmap(NULL, address + 4 * count - first, PROT_READ, MAP_SHARED, memory, first);
	if (mapped == MAP_FAILED) {
		perror("device-words");
		return 1;
	}
	for (unsigned long n = 0; n < count; n++) {
		printf("0x%08x\n", load(mapped + (address - first) + 4 * n));
	}
	return 0;
}
