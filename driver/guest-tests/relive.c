// SPDX-License-Identifier: GPL-2.0-only
/*
 * relive CELL IMAGE WORDS LIVES [SECONDS]: loads IMAGE and its command line WORDS, starts the cell,
 * waits until it is over, or for so many seconds, and begins again if it failed: at most LIVES
 * times. The last line says how many lives it had and in which state the last one ended. Much
 * faster than a command for each step.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <jailhouse/ioctl.h>

#define WORDS_ADDRESS 0x1000 /* CMDLINE_BUFFER of inmates */
#define PATIENCE_S    60
#define POLL_US	      500

static struct {
	struct jailhouse_cell_load head;
	struct jailhouse_preload_image image[2];
} request = { .head = { .cell_id = { .id = JAILHOUSE_CELL_ID_UNUSED }, .num_preload_images = 2 } };

static void give_up(const char *what)
{
	printf("relive: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void read_image(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	char *bytes;

	if (fd < 0 || fstat(fd, &info) != 0) {
		give_up(path);
	}
	bytes = malloc(info.st_size);
	if (!bytes || read(fd, bytes, info.st_size) != info.st_size) {
		give_up(path);
	}
	close(fd);
	request.image[0].source_address = (uintptr_t)bytes;
	request.image[0].size = info.st_size;
}

static void read_line(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, line, size - 1);

	if (fd >= 0) {
		close(fd);
	}
	line[length > 0 ? length : 0] = 0;
	line[strcspn(line, "\n")] = 0;
}

/* The file in sysfs that holds the cell's state. */
static const char *find_state(const char *cell)
{
	static char path[128];
	char name[64];
	glob_t cells;

	if (glob("/sys/devices/jailhouse/cells/*/name", 0, NULL, &cells) == 0) {
		for (size_t n = 0; n < cells.gl_pathc; n++) {
			read_line(cells.gl_pathv[n], name, sizeof(name));
			if (strcmp(name, cell) == 0) {
				snprintf(path, sizeof(path), "%.*s/state",
					 (int)(strrchr(cells.gl_pathv[n], '/') - cells.gl_pathv[n]),
					 cells.gl_pathv[n]);
				return path;
			}
		}
	}
	errno = ENOENT;
	give_up(cell);
	return NULL;
}

/* Whether the cell's life has ended within so many seconds. */
static int await_end(const char *path, char *state, size_t size, int patience)
{
	time_t last = time(NULL) + patience;

	do {
		read_line(path, state, size);
		if (strncmp(state, "running", 7) != 0) {
			return 1;
		}
		usleep(POLL_US);
	} while (time(NULL) < last);
	return 0;
}

int main(int argc, char **argv)
{
	int device = open("/dev/jailhouse", O_RDWR | O_CLOEXEC), lives = 0, most, patience;
	char state[32] = "failed";
	const char *path;

	if (argc < 5 || argc > 6 || strlen(argv[1]) > JAILHOUSE_CELL_ID_NAMELEN) {
		printf("usage: relive CELL IMAGE WORDS LIVES [SECONDS]\n");
		return 2;
	}
	if (device < 0) {
		give_up("/dev/jailhouse");
	}
	strcpy(request.head.cell_id.name, argv[1]);
	read_image(argv[2]);
	request.image[1].source_address = (uintptr_t)argv[3];
	request.image[1].size = strlen(argv[3]) + 1;
	request.image[1].target_address = WORDS_ADDRESS;
	most = atoi(argv[4]);
	patience = argc == 6 ? atoi(argv[5]) : PATIENCE_S;
	path = find_state(argv[1]);
	while (lives < most && strcmp(state, "failed") == 0) {
		lives++;
		if (ioctl(device, JAILHOUSE_CELL_LOAD, &request) ||
		    ioctl(device, JAILHOUSE_CELL_START, &request.head.cell_id)) {
			give_up("a life cannot begin");
		}
		if (!await_end(path, state, sizeof(state), patience)) {
			break;
		}
	}
	printf("relive: %d lives, %s\n", lives, state);
	return 0;
}
