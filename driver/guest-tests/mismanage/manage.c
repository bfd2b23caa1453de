// SPDX-License-Identifier: GPL-2.0-only
/* The calls of the driver. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "mismanage.h"

const char *const names[CELLS] = { "tick-2", "tick-3" };
char config[CELLS][CONFIG_ROOM];
size_t sizes[CELLS];
char system_config[CONFIG_ROOM];
size_t system_size;

int result_of(int ret)
{
	return ret < 0 ? errno : 0;
}

void open_device(void)
{
	device = open("/dev/jailhouse", O_RDWR | O_CLOEXEC);
	if (device < 0) {
		broken("/dev/jailhouse: %d", errno);
	}
}

/* ---- cells ---- */

int create_from(const void *buffer, size_t size)
{
	struct jailhouse_cell_create request = { .config_address = (uintptr_t)buffer,
						 .config_size = size };

	return result_of(ioctl(device, JAILHOUSE_CELL_CREATE, &request));
}

int create(unsigned int cell)
{
	return create_from(config[cell], sizes[cell]);
}

static struct jailhouse_cell_id id_of(unsigned int cell)
{
	struct jailhouse_cell_id id = { .id = JAILHOUSE_CELL_ID_UNUSED };

	strcpy(id.name, names[cell]);
	return id;
}

int destroy(unsigned int cell)
{
	struct jailhouse_cell_id id = id_of(cell);

	return result_of(ioctl(device, JAILHOUSE_CELL_DESTROY, &id));
}

void destroy_named(const char *name)
{
	struct jailhouse_cell_id id = { .id = JAILHOUSE_CELL_ID_UNUSED };
	int err;

	memcpy(id.name, name, JAILHOUSE_CELL_ID_NAMELEN);
	err = result_of(ioctl(device, JAILHOUSE_CELL_DESTROY, &id));
	if (err) {
		broken("it cannot be destroyed: %d", err);
	}
}

int start(unsigned int cell)
{
	struct jailhouse_cell_id id = id_of(cell);

	return result_of(ioctl(device, JAILHOUSE_CELL_START, &id));
}

int load(unsigned int cell)
{
#ifdef __x86_64__
	static const unsigned char program[] = { 0xeb, 0xfe };
#else
	static const unsigned char program[] = { 0x00, 0x00, 0x00, 0x14 };
#endif
	struct {
		struct jailhouse_cell_load head;
		struct jailhouse_preload_image image;
	} request = { .head = { .cell_id = id_of(cell), .num_preload_images = pick_below(2) },
		      .image = { .source_address = (uintptr_t)program, .size = sizeof(program) } };

	return result_of(ioctl(device, JAILHOUSE_CELL_LOAD, &request));
}

void manage_at_random(unsigned int steps)
{
	while (steps--) {
		unsigned int cell = pick_below(CELLS);

		switch (pick_below(5)) {
		case 0:
		case 1:
			create(cell);
			break;
		case 2:
			destroy(cell);
			break;
		case 3:
			load(cell);
			break;
		default:
			start(cell);
			break;
		}
	}
}

void expect_life(void)
{
	unsigned int cell = pick_below(CELLS);
	int err = create(cell);

	err = err ? err : load(cell);
	err = err ? err : start(cell);
	err = err ? err : destroy(cell);
	if (err) {
		broken("afterwards the life of %s is refused: %d", names[cell], err);
	}
}

/* ---- the hypervisor ---- */

int enable_from(const void *buffer)
{
	return result_of(ioctl(device, JAILHOUSE_ENABLE, buffer));
}

int disable(void)
{
	return result_of(ioctl(device, JAILHOUSE_DISABLE));
}

static char first_of(const char *path)
{
	char value = '?';
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		value = read(fd, &value, 1) == 1 ? value : '?';
		close(fd);
	}
	return value;
}

bool is_enabled(void)
{
	return first_of("/sys/devices/jailhouse/enabled") == '1';
}

void expect_start(void)
{
	int err = enable_from(system_config);

	err = err ? err : disable();
	if (err) {
		broken("afterwards the right configuration is refused: %d", err);
	}
}

/* ---- CPUs ---- */

void switch_cpu(unsigned int cpu, bool on)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (write(fd, on ? "1" : "0", 1) < 0) {
			/* it is a cell's, or there already */
		}
		close(fd);
	}
}

bool is_online(unsigned int cpu)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
	return first_of(path) == '1';
}

static void expect_online(unsigned int cpu)
{
	switch_cpu(cpu, true);
	if (!is_online(cpu)) {
		broken("CPU %u is not Linux's again", cpu);
	}
}

void clean_up_cells(void)
{
	for (unsigned int cell = 0; cell < CELLS; cell++) {
		int err = destroy(cell);

		if (err && err != ENOENT) {
			broken("%s cannot be destroyed: %d", names[cell], err);
		}
	}
	for (unsigned int cpu = FIRST_CPU; cpu < FIRST_CPU + CELLS; cpu++) {
		expect_online(cpu);
	}
}

void clean_up_start(void)
{
	int err = is_enabled() ? disable() : 0;

	if (err) {
		broken("it cannot be disabled: %d", err);
	}
	for (unsigned int cpu = 1; cpu < FIRST_CPU + CELLS; cpu++) {
		expect_online(cpu);
	}
	expect_start();
}

/* ---- configurations ---- */

static size_t read_config(char *buffer, const char *name)
{
	char path[256];
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "%s/%s.cell", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	size = fd < 0 ? -1 : read(fd, buffer, CONFIG_ROOM);
	if (size <= 0) {
		perror(path);
		exit(2);
	}
	close(fd);
	return size;
}

void read_configs(void)
{
	const char *machine = strrchr(folder, '/');

	system_size = read_config(system_config, machine ? machine + 1 : folder);
	for (unsigned int cell = 0; cell < CELLS; cell++) {
		sizes[cell] = read_config(config[cell], names[cell]);
		/* nobody in them answers a request to shut down */
		((struct jailhouse_cell_desc *)config[cell])->flags |=
			JAILHOUSE_CELL_PASSIVE_COMMREG;
	}
}
