// SPDX-License-Identifier: GPL-2.0-only
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
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
	if (p == MAP_FAILED) {
		close(fd);
		return problem_set(why, "cannot map the guest's RAM: %s", strerror(errno));
	}
	m->mapped = p;
	m->fd = fd;
	m->base = base;
	m->size = size;
	return 0;
}

void memory_close(struct guest_memory *m)
{
	if (m->mapped) {
		munmap(m->mapped, m->size);
		close(m->fd);
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

void memory_fill_untouched(struct guest_memory *m, uint8_t byte)
{
	off_t end = 0;

	while ((uint64_t)end < m->size) {
		off_t start = lseek(m->fd, end, SEEK_HOLE);

		if (start < 0 || (uint64_t)start >= m->size) {
			return;
		}
		end = lseek(m->fd, start, SEEK_DATA);
		if (end < 0) {
			end = m->size;
		}
		memset(m->mapped + start, byte, end - start);
	}
}

#define BLOCK 4096

static bool is_zero(const uint8_t *p, size_t len)
{
	return !p[0] && memcmp(p, p + 1, len - 1) == 0;
}

/* One stretch that the file system has stored; the zeros in it are left out all the same. */
static int save_stretch(const struct guest_memory *m, int to, uint64_t from, uint64_t end)
{
	while (from < end) {
		uint64_t stop = from;

		while (stop < end && !is_zero(m->mapped + stop, BLOCK)) {
			stop += BLOCK;
		}
		if (stop > from &&
		    pwrite(to, m->mapped + from, stop - from, from) != (ssize_t)(stop - from)) {
			return -1;
		}
		from = stop > from ? stop : from + BLOCK;
	}
	return 0;
}

/* What lies below @start and what lies from @end on. */
static int save_around(const struct guest_memory *m, int to, uint64_t from, uint64_t stop,
		       uint64_t start, uint64_t end)
{
	if (from < start && save_stretch(m, to, from, stop < start ? stop : start) != 0) {
		return -1;
	}
	return stop > end ? save_stretch(m, to, from > end ? from : end, stop) : 0;
}

int memory_save(const struct guest_memory *m, const char *path, const struct range *left_out,
		struct problem *why)
{
	uint64_t start = left_out ? left_out->base - m->base : m->size;
	uint64_t end = left_out ? start + left_out->size : m->size;
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int ret = to < 0 || ftruncate(to, m->size) != 0 ? -1 : 0;
	off_t from = 0;

	while (ret == 0 && (from = lseek(m->fd, from, SEEK_DATA)) >= 0) {
		off_t stop = lseek(m->fd, from, SEEK_HOLE);

		ret = save_around(m, to, from, stop, start, end);
		from = stop;
	}
	if (ret != 0) {
		problem_set(why, "cannot write %s: %s", path, strerror(errno));
	}
	if (to >= 0) {
		close(to);
	}
	return ret;
}

static int load_stretch(const struct guest_memory *m, int from, off_t at, off_t end)
{
	while (at < end) {
		ssize_t n = pread(from, m->mapped + at, end - at, at);

		if (n <= 0) {
			return -1;
		}
		at += n;
	}
	return 0;
}

int memory_load(const struct guest_memory *m, const char *path, struct problem *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	off_t from = 0;
	int ret = fd < 0 || fstat(fd, &st) != 0 ? -1 : 0;

	if (ret == 0 && (uint64_t)st.st_size != m->size) {
		close(fd);
		return problem_set(why, "%s has %lld bytes, and the guest's RAM %llu", path,
				   (long long)st.st_size, (unsigned long long)m->size);
	}
	while (ret == 0 && (from = lseek(fd, from, SEEK_DATA)) >= 0) {
		off_t stop = lseek(fd, from, SEEK_HOLE);

		ret = load_stretch(m, fd, from, stop);
		from = stop;
	}
	if (ret != 0) {
		problem_set(why, "cannot read %s: %s", path, strerror(errno));
	}
	if (fd >= 0) {
		close(fd);
	}
	return ret;
}
