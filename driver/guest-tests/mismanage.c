// SPDX-License-Identifier: GPL-2.0-only
/*
 * mismanage FOLDER SEED FIRST COUNT [SURFACE]: root Linux' management as it should not be, for
 * campaigns. Each trial is announced before it is made and its end told behind that:
 *   MISMANAGE 17 killed: a tool that creates tick-3, after 3127 us -> granted
 * The words behind the arrow: granted, refused ERRNO, or what is wrong: hang, broken SENTENCE.
 * tick-2.cell and tick-3.cell of FOLDER are created and destroyed; other cells are left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/ioctl.h>

#include "../../faultinject/splitmix64.h"

#define CELLS	   2
#define FIRST_CPU  2 /* of tick-2; tick-3 has the next */
#define PATIENCE_S 120
#define HUNG	   127 /* status of a trial that never ended */
#define ODD	   126 /* status of one that found something wrong */

static const char *const names[CELLS] = { "tick-2", "tick-3" };
static char config[CELLS][8192];
static size_t sizes[CELLS];
static int device;
static const char *folder;
static unsigned long long state;

/* ---- drawing ---- */

static uint64_t draw_below(uint64_t limit)
{
	return splitmix64(&state) % limit;
}

/* ---- management ---- */

static int result_of(int ret)
{
	return ret < 0 ? errno : 0;
}

static int create_from(const void *buffer, size_t size)
{
	struct jailhouse_cell_create request = { .config_address = (uintptr_t)buffer,
						 .config_size = size };

	return result_of(ioctl(device, JAILHOUSE_CELL_CREATE, &request));
}

static int create(unsigned int cell)
{
	return create_from(config[cell], sizes[cell]);
}

static struct jailhouse_cell_id id_of(unsigned int cell)
{
	struct jailhouse_cell_id id = { .id = JAILHOUSE_CELL_ID_UNUSED };

	strcpy(id.name, names[cell]);
	return id;
}

static int destroy(unsigned int cell)
{
	struct jailhouse_cell_id id = id_of(cell);

	return result_of(ioctl(device, JAILHOUSE_CELL_DESTROY, &id));
}

static int start(unsigned int cell)
{
	struct jailhouse_cell_id id = id_of(cell);

	return result_of(ioctl(device, JAILHOUSE_CELL_START, &id));
}

/* Nothing but an endless loop, or not even that. */
static int load(unsigned int cell)
{
#ifdef __x86_64__
	static const unsigned char program[] = { 0xeb, 0xfe };
#else
	static const unsigned char program[] = { 0x00, 0x00, 0x00, 0x14 };
#endif
	struct {
		struct jailhouse_cell_load head;
		struct jailhouse_preload_image image;
	} request = { .head = { .cell_id = id_of(cell), .num_preload_images = draw_below(2) },
		      .image = { .source_address = (uintptr_t)program, .size = sizeof(program) } };

	return result_of(ioctl(device, JAILHOUSE_CELL_LOAD, &request));
}

static void switch_cpu(unsigned int cpu, bool on)
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

static bool is_online(unsigned int cpu)
{
	char path[64], value = '1';
	int fd;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		value = read(fd, &value, 1) == 1 ? value : '?';
		close(fd);
	}
	return value == '1';
}

/* ---- a helper that disturbs while the trial goes on ---- */

static volatile bool disturbing;

static void *switch_cpus(void *argument)
{
	unsigned int cpu = (uintptr_t)argument;

	while (disturbing) {
		switch_cpu(cpu, false);
		switch_cpu(cpu, true);
	}
	return NULL;
}

static char changing[sizeof(config[0])];

static void *change_config(void *argument)
{
	unsigned int cell = 0;

	(void)argument;
	while (disturbing) {
		cell ^= 1;
		memcpy(changing, config[cell], sizes[cell]);
	}
	return NULL;
}

static int create_disturbed(const void *buffer, size_t size, void *(*by)(void *), void *argument)
{
	pthread_t thread;
	int err;

	disturbing = true;
	if (pthread_create(&thread, NULL, by, argument)) {
		exit(ODD);
	}
	usleep(draw_below(3000));
	err = create_from(buffer, size);
	disturbing = false;
	pthread_join(thread, NULL);
	return err;
}

/* ---- surfaces: each announces its trial, makes it and returns 0 or the error number ---- */

/* Where a request's structure lies: nowhere, in the kernel, at the end of what is mapped... */
static void *draw_argument(void)
{
	static uint64_t random[512];
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (unsigned int n = 0; n < 512; n++) {
		random[n] = draw_below(4) ? draw_below(256) << draw_below(57) : 0;
	}
	/* ids of cells are small, and somebody else may have one */
	if ((uint32_t)random[0] < 256) {
		random[0] <<= 8;
	}
	switch (draw_below(5)) {
	case 0:
		return NULL;
	case 1:
		return (void *)(UINTPTR_MAX << draw_below(48));
	case 2:
		munmap(pages + 4096, 4096);
		return pages + 4096 - draw_below(48);
	default:
		return random;
	}
}

static int try_ioctl(void)
{
	static const unsigned int good[] = { JAILHOUSE_ENABLE,	       JAILHOUSE_CELL_CREATE,
					     JAILHOUSE_CELL_LOAD,      JAILHOUSE_CELL_START,
					     JAILHOUSE_CELL_DESTROY,   JAILHOUSE_GET_REASON,
					     JAILHOUSE_CHECK_INTEGRITY };
	unsigned int request = draw_below(8) ? good[draw_below(7)] : draw_below(1ULL << 32);
	void *argument = draw_argument();
	int err;

	if (request == JAILHOUSE_DISABLE) {
		request++;
	}
	printf("request %x, argument at %p", request, argument);
	err = result_of(ioctl(device, request, argument));
	return err;
}

static void destroy_named(const char *name)
{
	struct jailhouse_cell_id id = { .id = JAILHOUSE_CELL_ID_UNUSED };
	int err;

	memcpy(id.name, name, JAILHOUSE_CELL_ID_NAMELEN);
	err = result_of(ioctl(device, JAILHOUSE_CELL_DESTROY, &id));
	if (err) {
		printf(" -> broken it cannot be destroyed: %d\n", err);
		exit(ODD);
	}
}

/* Of a good configuration some bytes of the header are changed, or the end is missing. */
static int try_config(void)
{
	unsigned int cell = draw_below(CELLS), count = draw_below(3), size = sizes[cell];
	static char changed[sizeof(config[0])];
	int err;

	memcpy(changed, config[cell], size);
	printf("%s", names[cell]);
	for (unsigned int n = 0; n < count; n++) {
		unsigned int at = draw_below(sizeof(struct jailhouse_cell_desc));

		changed[at] ^= 1 << draw_below(8);
		printf(", byte %u is %02x", at, changed[at] & 0xff);
	}
	if (count == 0) {
		size = draw_below(size + 1);
		printf(", the first %u bytes", size);
	}
	err = create_from(changed, size);
	if (!err) {
		destroy_named(((struct jailhouse_cell_desc *)changed)->name);
	}
	return err;
}

static int try_changing(void)
{
	printf("a configuration that changes while it is read");
	memcpy(changing, config[0], sizes[0]);
	return create_disturbed(changing, sizes[0], change_config, NULL);
}

static int try_hotplug(void)
{
	unsigned int cell = draw_below(CELLS), cpu = FIRST_CPU + draw_below(CELLS);
	int err;

	printf("create and destroy %s while CPU %u goes and comes", names[cell], cpu);
	err = create_disturbed(config[cell], sizes[cell], switch_cpus, (void *)(uintptr_t)cpu);
	return err ? err : destroy(cell);
}

static void manage_at_random(unsigned int steps)
{
	while (steps--) {
		unsigned int cell = draw_below(CELLS);

		switch (draw_below(5)) {
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

static int try_killed(void)
{
	unsigned int after = draw_below(100000);
	pid_t tool;

	printf("a tool that manages at random, killed after %u us", after);
	fflush(stdout);
	tool = fork();
	if (tool == 0) {
		manage_at_random(100);
		_exit(0);
	}
	usleep(after);
	kill(tool, SIGKILL);
	return waitpid(tool, NULL, 0) == tool ? 0 : errno;
}

static int try_together(void)
{
	unsigned int tools = 2 + draw_below(3);

	printf("%u tools at once", tools);
	fflush(stdout);
	for (unsigned int n = 0; n < tools; n++) {
		draw_below(2);
		if (fork() == 0) {
			manage_at_random(4);
			_exit(0);
		}
	}
	while (wait(NULL) > 0) {
	}
	return 0;
}

static int try_module(void)
{
	int err;

	printf("unload the driver");
	err = result_of(syscall(SYS_delete_module, "jailhouse", O_NONBLOCK));
	if (!err) {
		printf(" -> broken the driver of an enabled hypervisor was unloaded\n");
		exit(ODD);
	}
	return err;
}

/* ---- the checker's word and the hypervisor's ---- */

#define MUTANT "/tmp/mismanage.cell"

/* One that the checker accepts is created only if its memory is what it was: else it may be Linux'.
 */
static bool has_same_memory(const char *mutant, unsigned int cell)
{
	const struct jailhouse_cell_desc *a = (const void *)mutant, *b = (const void *)config[cell];
	size_t memory = sizeof(*a) + b->cpu_set_size;

	return a->cpu_set_size == b->cpu_set_size &&
	       a->num_memory_regions == b->num_memory_regions &&
	       memcmp(mutant + memory, config[cell] + memory,
		      b->num_memory_regions * sizeof(struct jailhouse_memory)) == 0;
}

/* Returns the size. */
static size_t mutate(char *mutant, unsigned int cell)
{
	static const uint64_t limits[] = { 0,	       1,	   0x7f,       0x80,
					   0xff,       0xfff,	   0x1000,     0xffff,
					   0x7fffffff, 0x80000000, 0xffffffff, ~0ULL };
	size_t size = sizes[cell];

	memcpy(mutant, config[cell], size);
	for (uint64_t changes = 1 + draw_below(3); changes; changes--) {
		size_t at = draw_below(size), width = 1 << draw_below(4);
		uint64_t value = limits[draw_below(sizeof(limits) / sizeof(limits[0]))];

		if (draw_below(16) == 0) {
			size = at + 1;
			printf(", cut to %zu bytes", size);
		} else if (draw_below(2)) {
			mutant[at] ^= 1 << draw_below(8);
			printf(", byte %zu is %02x", at, mutant[at] & 0xff);
		} else if (at + width <= size) {
			memcpy(mutant + at, &value, width);
			printf(", %zu bytes at %zu are %llx", width, at, (unsigned long long)value);
		}
	}
	return size;
}

static void write_mutant(const char *mutant, size_t size)
{
	int fd = open(MUTANT, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, mutant, size) != (ssize_t)size || close(fd) != 0) {
		printf(" -> broken " MUTANT ": %d\n", errno);
		exit(ODD);
	}
}

static bool is_accepted_offline(void)
{
	char command[512], answer[8192];
	size_t length = 0;
	FILE *tool;

	snprintf(command, sizeof(command),
		 "jailhouse config check --json %s/%s.cell %s/tick-1.cell " MUTANT " 2>/dev/null",
		 folder, basename(folder), folder);
	fflush(stdout);
	tool = popen(command, "r");
	if (tool) {
		length = fread(answer, 1, sizeof(answer) - 1, tool);
		pclose(tool);
	}
	answer[length] = 0;
	return strstr(answer, "\"accepted\": true") != NULL;
}

/* What one accepts and the other refuses is a defect of one of them. */
static int try_checked(void)
{
	static char mutant[sizeof(config[0])];
	unsigned int cell = draw_below(CELLS);
	size_t size;
	bool accepted;
	int err;

	printf("%s", names[cell]);
	size = mutate(mutant, cell);
	write_mutant(mutant, size);
	accepted = is_accepted_offline();
	if (accepted && !has_same_memory(mutant, cell)) {
		printf(", not created");
		return 0;
	}
	err = create_from(mutant, size);
	if (!err) {
		destroy_named(((struct jailhouse_cell_desc *)mutant)->name);
	}
	if (accepted != !err) {
		printf(" -> broken the checker %s and the hypervisor says %d\n",
		       accepted ? "accepts" : "refuses", err);
		exit(ODD);
	}
	return err;
}

static const struct surface {
	const char *name;
	int (*attempt)(void);
} surfaces[] = {
	{ "ioctl", try_ioctl },	      { "config", try_config },	  { "checked", try_checked },
	{ "changing", try_changing }, { "hotplug", try_hotplug }, { "killed", try_killed },
	{ "together", try_together }, { "module", try_module },
};
#define SURFACES (sizeof(surfaces) / sizeof(surfaces[0]))

/* ---- one after the other ---- */

/* Both cells are gone, by whomever, and their CPUs are back, or somebody is told. */
static void clean_up(void)
{
	for (unsigned int cell = 0; cell < CELLS; cell++) {
		int err = destroy(cell);

		if (err && err != ENOENT) {
			printf(" -> broken %s cannot be destroyed: %d\n", names[cell], err);
			exit(ODD);
		}
	}
	for (unsigned int cpu = FIRST_CPU; cpu < FIRST_CPU + CELLS; cpu++) {
		switch_cpu(cpu, true);
		if (!is_online(cpu)) {
			printf(" -> broken CPU %u is not Linux's again\n", cpu);
			exit(ODD);
		}
	}
}

static void make_trial(const struct surface *surface)
{
	int err;

	device = open("/dev/jailhouse", O_RDWR | O_CLOEXEC);
	if (device < 0) {
		printf(" -> broken /dev/jailhouse: %d\n", errno);
		exit(ODD);
	}
	err = surface->attempt();
	fflush(stdout);
	clean_up();
	if (err) {
		printf(" -> refused %d\n", err);
	} else {
		printf(" -> granted\n");
	}
	exit(0);
}

/* The trial is a process of its own, so that one that never ends can be told. */
static int supervise(const struct surface *surface)
{
	struct timespec nap = { .tv_nsec = 1000000 };
	pid_t trial;
	int status;

	fflush(stdout);
	trial = fork();
	if (trial == 0) {
		make_trial(surface);
	}
	for (unsigned int n = 0; n < PATIENCE_S * 1000; n++) {
		if (waitpid(trial, &status, WNOHANG) == trial) {
			return WIFEXITED(status) ? WEXITSTATUS(status) : ODD;
		}
		nanosleep(&nap, NULL);
	}
	return HUNG;
}

static void read_config(unsigned int cell)
{
	char path[256];
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "%s/%s.cell", folder, names[cell]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	size = fd < 0 ? -1 : read(fd, config[cell], sizeof(config[cell]));
	if (size <= 0) {
		perror(path);
		exit(2);
	}
	sizes[cell] = size;
	/* nobody in them answers a request to shut down */
	((struct jailhouse_cell_desc *)config[cell])->flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	close(fd);
}

int main(int argc, char **argv)
{
	const struct surface *chosen[SURFACES];
	uint64_t seed, first, count;
	unsigned int num = 0;
	int status = 0;

	for (unsigned int n = 0; n < SURFACES; n++) {
		if (argc < 6 || strcmp(argv[5], surfaces[n].name) == 0) {
			chosen[num++] = &surfaces[n];
		}
	}
	if (argc < 5 || !num) {
		fprintf(stderr, "usage: mismanage FOLDER SEED FIRST COUNT [SURFACE]\n");
		return 2;
	}
	folder = argv[1];
	for (unsigned int cell = 0; cell < CELLS; cell++) {
		read_config(cell);
	}
	seed = strtoull(argv[2], NULL, 0);
	first = strtoull(argv[3], NULL, 0);
	count = strtoull(argv[4], NULL, 0);
	for (uint64_t n = first; status == 0 && n < first + count; n++) {
		state = seed;
		state = draw_below(UINT64_MAX) ^ n;
		printf("MISMANAGE %llu %s: ", (unsigned long long)n, chosen[n % num]->name);
		status = supervise(chosen[n % num]);
	}
	if (status == HUNG) {
		printf(" -> hang\n");
	}
	return status;
}
