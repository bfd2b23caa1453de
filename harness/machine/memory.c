// SPDX-License-Identifier: GPL-2.0-only
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int memory_open(struct guest_memory *m, const char *path, uint64_t base, uint64_t size,
		struct problem *why)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct stat st;
	void *p;

	memset(m, 0, sizeof(*m));
	if (fd < 0 || fstat(fd, &st) != 0) {
		return problem_set(why, "cannot open the guest's RAM %s: %s", path,
				   strerror(errno));
	}
	if ((uint64_t)st.st_size != size) {
		close(fd);
		return problem_set(why, "the guest's RAM has %lld bytes; machine.conf says %llu",
				   (long long)st.st_size, (unsigned long long)size);
	}
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED) {
		return problem_set(why, "cannot map the guest's RAM: %s", strerror(errno));
	}
	m->mapped = p;
	m->base = base;
	m->size = size;
	return 0;
}

void memory_close(struct guest_memory *m)
{
	if (m->mapped) {
		munmap(m->mapped, m->size);
	}
	m->mapped = NULL;
}

static uint8_t *locate(const struct guest_memory *m, uint64_t address, uint64_t len,
		       struct problem *why)
{
	if (!m->mapped || address < m->base || address - m->base > m->size ||
	    len > m->size - (address - m->base)) {
		problem_set(why, "0x%llx, %llu bytes: not inside the guest's RAM",
			    (unsigned long long)address, (unsigned long long)len);
		return NULL;
	}
	return m->mapped + (address - m->base);
}

int memory_read(const struct guest_memory *m, uint64_t address, void *out, size_t len,
		struct problem *why)
{
	uint8_t *p = locate(m, address, len, why);

	if (!p) {
		return -1;
	}
	memcpy(out, p, len);
	return 0;
}

int memory_write(struct guest_memory *m, uint64_t address, const void *data, size_t len,
		 struct problem *why)
{
	uint8_t *p = locate(m, address, len, why);

	if (!p) {
		return -1;
	}
	memcpy(p, data, len);
	return 0;
}

int memory_fill(struct guest_memory *m, uint64_t address, uint64_t len, uint8_t byte,
		struct problem *why)
{
	uint8_t *p = locate(m, address, len, why);

	if (!p) {
		return -1;
	}
	memset(p, byte, len);
	return 0;
}
