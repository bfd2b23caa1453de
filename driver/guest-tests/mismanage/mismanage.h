/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MISMANAGE_H
#define MISMANAGE_H

/* What the surfaces of `mismanage` share: numbers that are drawn, the calls of the driver, the
 * ends. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/ioctl.h>

#define CELLS	    2
#define FIRST_CPU   2 /* of tick-2; tick-3 has the next */
#define CONFIG_ROOM 16384

/** No error number: there was nothing that could be tried. */
#define UNTRIED (-1)

/** A way in which one mismanages. */
struct surface {
	const char *name;
	/** Those that a run without the name of a surface takes in turn: of an enabled hypervisor,
	 * of one that is not, or none. */
	enum { GROUP_LIVE, GROUP_START, GROUP_ALONE } group;
	/** Says what it tries, tries it and returns 0, the error number or UNTRIED. */
	int (*attempt)(void);
	/** Once, before the first trial; NULL: nothing. */
	void (*prepare)(void);
};

extern const struct surface request_surfaces[], disturbed_surfaces[], stepped_surfaces[],
	start_surfaces[], mutant_surfaces[];

/* ---- main.c ---- */

/** /dev/jailhouse; -1: closed. */
extern int device;
/** Where the machine's configurations are; the last part is its name. */
extern const char *folder;
/** Of the campaign, for what is laid down once for all trials. */
extern uint64_t seed;
/** Of trials that are counted off instead of drawn: 0 for the surface's first one. */
extern uint64_t trial_index;

/** A number below @limit, of this trial's own generator. */
uint64_t pick_below(uint64_t limit);

/** Something is wrong: say it and end the trial. */
void broken(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/** More about how the trial ended, for the line behind "refused" or "granted". */
void remark(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- manage.c: each returns 0 or the error number ---- */

extern const char *const names[CELLS];
extern char config[CELLS][CONFIG_ROOM];
extern size_t sizes[CELLS];
extern char system_config[CONFIG_ROOM];
extern size_t system_size;

void read_configs(void);
void open_device(void);
int result_of(int ret);
int create_from(const void *buffer, size_t size);
int create(unsigned int cell);
int destroy(unsigned int cell);
int start(unsigned int cell);
/** Load nothing but an endless loop, or not even that. */
int load(unsigned int cell);
int enable_from(const void *buffer);
int disable(void);
bool is_enabled(void);
/** Some steps in any order. */
void manage_at_random(unsigned int steps);
/** The whole life of a cell, which must be granted. */
void expect_life(void);
/** Enable and disable, which must be granted. */
void expect_start(void);

void switch_cpu(unsigned int cpu, bool on);
bool is_online(unsigned int cpu);
/** Destroy the cell of that name (padded to its room), which must be granted. */
void destroy_named(const char *name);

/** Everything is as at the trial's begin, by whomever, or somebody is told. */
void clean_up_cells(void);
void clean_up_start(void);

/* ---- disturbed.c ---- */

/** Do @act while another thread goes on and on doing @by. */
int act_disturbed(int (*act)(void), void (*by)(void));

#endif
