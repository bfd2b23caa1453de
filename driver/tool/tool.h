/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

/* What the commands share. */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include <jailhouse/ioctl.h>

/* exit statuses */
#define TOOL_OK	   0
#define TOOL_ERROR 1
/** Returned by a command whose arguments are wrong, and who has said so: its usage follows. */
#define TOOL_USAGE (-1)

/**
 * Where the tool meets the system. Tests point this at a stage of their own.
 */
struct tool_system {
	/** The device, normally /dev/jailhouse. */
	const char *device;
	/** Files of the driver, normally /sys/devices/jailhouse. */
	const char *sysfs;
	/** Normally /proc. */
	const char *proc;
	/** ioctl(), or a stand-in. */
	int (*ioctl)(int fd, unsigned long request, void *argument);
};

extern struct tool_system tool_system;

/* --- arguments (arguments.c) --- */

/**
 * Say on standard error what is wrong with a command's arguments.
 * @return: TOOL_USAGE
 */
int usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Complain unless there are no arguments. @return: TOOL_OK or TOOL_USAGE */
int expect_nothing(int argc, char **argv);

/** Parse a number like strtoll() with base 0; the whole text has to be one. */
bool parse_number(const char *text, long long *number);

/**
 * Parse "{ ID | [--name] NAME }" at the begin of argv.
 * @param argc	arguments left
 * @param id	filled
 * @return: arguments used, 0 if they name no cell, which has been said then
 */
int parse_cell(int argc, char **argv, struct jailhouse_cell_id *id);

/** The same where nothing may follow. @return: TOOL_OK or TOOL_USAGE */
int parse_cell_alone(int argc, char **argv, struct jailhouse_cell_id *id);

/** One image of "cell load". */
struct image {
	/** File name, or text if is_string. */
	const char *source;
	bool is_string;
	unsigned long long address;
};

/**
 * Parse "{ IMAGE | {-s|--string} STRING } [{-a|--address} ADDRESS] ...".
 * @param images	room for argc elements
 * @return: number of images, at least 1; -1 if the arguments are wrong, which has been said then
 */
int parse_images(int argc, char **argv, struct image *images);

/** True if the text is -h or --help. */
bool is_help(const char *text);

/* --- device (device.c) --- */

/** Open the device; explains a failure on standard error. @return: fd or -1 */
int device_open(int flags);

/**
 * Issue one ioctl; on failure prints "NAME: error" and the reason.
 * @return: TOOL_OK or TOOL_ERROR
 */
int device_call(unsigned long request, const char *name, void *argument);

/* --- files (files.c) --- */

/**
 * Read a whole file, one byte more than its size is allocated and zero.
 * @param size	set to its size
 * @return: to be freed, or NULL with errno set
 */
void *file_read(const char *path, size_t *size);

/** The same, and says on standard error what failed. */
void *file_read_or_complain(const char *path, size_t *size);

/** First line of "<sysfs>/<path>", without newline. @return: false if unreadable */
bool sysfs_read(const char *path, char *line, size_t size);

/* --- progress (progress.c) --- */

/** Say what is going on, on a terminal only. */
void progress_begin(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** Wipe that away again. */
void progress_end(void);

/* --- cells in sysfs (cells.c) --- */

struct cell_info {
	char directory[16];
	char name[JAILHOUSE_CELL_ID_NAMELEN + 1];
	char state[32];
	char cpus_assigned[256];
	char cpus_failed[256];
};

/**
 * All cells, sorted by the text of their ids.
 * @return: number of cells; *cells is to be freed
 */
size_t cells_read(struct cell_info **cells);

/** Find a selected cell. @return: false if there is none */
bool cells_find(const struct jailhouse_cell_id *id, struct cell_info *cell);

/** Write the table of "cell list". */
void cells_print(FILE *stream, const struct cell_info *cells, size_t count);

/* --- commands: argc and argv begin behind the command's words --- */

int cmd_enable(int argc, char **argv);
int cmd_disable(int argc, char **argv);
int cmd_console(int argc, char **argv);
int cmd_hypervisor_check(int argc, char **argv);
int cmd_cell_create(int argc, char **argv);
int cmd_cell_list(int argc, char **argv);
int cmd_cell_load(int argc, char **argv);
int cmd_cell_start(int argc, char **argv);
int cmd_cell_shutdown(int argc, char **argv);
int cmd_cell_destroy(int argc, char **argv);
int cmd_cell_stats(int argc, char **argv);

/* --- extensions (extension.c) --- */

/**
 * Run jailhouse-<command>-<subcommand> in place of this program.
 * @param argv	arguments behind the subcommand, NULL-terminated
 * Returns only if there is no such program.
 */
void extension_run(const char *command, const char *subcommand, char **argv);

#endif
