/* SPDX-License-Identifier: GPL-2.0-only */
/* Where everything is: the checkout, the build folder, this run's results and scratch. */
#ifndef YARD_PLACES_H
#define YARD_PLACES_H

#include <stdbool.h>

#include "problem.h"

struct places {
	char *top;	      /* the checkout: machines/, scenarios/, results/ */
	char *build;	      /* $(B) */
	char *scenarios;      /* YARD_SCENARIOS, else scenarios/ in the checkout */
	char *results;	      /* YARD_RESULTS_TOP, else results/ in the checkout */
	char *run;	      /* runs/<time> there; NULL before places_new_run() */
	char *scratch;	      /* private to this invocation, removed at its end; NULL before */
	bool live;	      /* show consoles and steps as they happen */
	bool keep;	      /* leave scratch behind */
	unsigned int trials;  /* of the whole run */
	unsigned int retries; /* how often a failed trial is tried again */
	bool cold;	      /* boot each machine, without snapshots */
	bool poison_all;      /* fill all of each machine's RAM, whatever its scenario says */
	bool note;	      /* write down the steps as the machine could play them by itself */
	char *inside;	      /* file with steps that the machine plays by itself, or NULL */
	char *images;	      /* folder with another build's kernel and image, or NULL */
	char *until; /* where each machine is to stop for gdb, or NULL: see scenario/halt.h */
};

/* Find checkout and build folder: YARD_TOP and YARD_BUILD, else from the program and the cwd. */
int places_find(struct places *p, struct problem *why);

/* Create runs/<UTC time> in the results; two runs in one second get different folders.
 */
int places_new_run(struct places *p, struct problem *why);

/* Hand over to the workers of the same invocation, by environment variables. */
void places_export(const struct places *p);
int places_import(struct places *p, struct problem *why);

/* As users read it: relative to the checkout if it is in there. Returns a part of @path. */
const char *places_short(const struct places *p, const char *path);

#endif
