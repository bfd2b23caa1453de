/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of the trials of a campaign on machines, as scenarios/lib/outcomes.tcl writes it
 * down, and the summary of a campaign, which can be merged with others. */
#ifndef YARD_TRIES_H
#define YARD_TRIES_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/problem.h"
#include "../base/text.h"

enum try_class {
	TRY_GRANTED,   /* done as if nothing was special about it */
	TRY_REFUSED,   /* by an exception or an error code; the cell goes on */
	TRY_MASKED,    /* the victim goes on as if nothing had been */
	TRY_NOTICED,   /* the victim's own program found out and said so */
	TRY_CONTAINED, /* the cell's CPU was parked, with a report */
	TRY_DETECTED,  /* nothing else came of it, but the hypervisor found it when asked */
	TRY_SILENT,    /* the cell is dead and nothing was reported */
	TRY_ROOT_LOST, /* Linux, or one of its CPUs */
	TRY_HYPERVISOR_STOPPED, /* or it went down with the machine: a reset, a power-off */
	TRY_ISOLATION_BROKEN,	/* something changed that is not the cell's */
	TRY_MACHINE_DIED,	/* the emulator failed, and not what ran in it */
	TRY_CLASSES
};

/* As summaries and tables call them. */
extern const char *const try_class_names[TRY_CLASSES];

/* All from TRY_SILENT on are defects, but for a silence that has a cause. */
bool try_is_defect(enum try_class c);

/**
 * The causes of silence for which nobody else is to blame: scenarios/lib/silence.tcl decides on
 * them, and puts their names between brackets before the evidence. Any other silence is a defect.
 */
enum try_cause {
	CAUSE_TIMER_OFF,      /* the victim's own timer is off, or is set to a time far away */
	CAUSE_INTERRUPT_GONE, /* its interrupt is off, or stuck, in its own interrupt controller */
	CAUSE_ASLEEP,	      /* it sleeps with interrupts off */
	CAUSE_ENTRY_LOOP, /* its exceptions end in its own exception entry, which is not there */
	CAUSE_NO_PROGRAM, /* it executes what is no program */
	CAUSE_LOOP,	  /* it goes round in its program with interrupts off */
	CAUSE_DEAF,	  /* NMIs, by which it is called, do not lead out of it any more */
	TRY_CAUSES
};

extern const char *const try_cause_names[TRY_CAUSES];

/* What is counted beside the classes. */
enum try_note {
	NOTE_UNTRIED,	 /* nothing was found that could be tried: in no class and no sum */
	NOTE_WAS_SILENT, /* detected, and silent until the hypervisor was asked */
	NOTE_WAS_MASKED, /* detected, and masked until then */
	TRY_NOTES
};

struct surface_tries {
	char *machine, *name;
	uint64_t of[TRY_CLASSES];
	uint64_t silent_by[TRY_CAUSES]; /* the rest of the silent ones has no cause */
	uint64_t notes[TRY_NOTES];
};

/* Tries that follow one another: what a seed makes of numbers depends on the surface asked for. */
struct tries_range {
	char *machine;
	uint64_t seed;
	char *only; /* surface, or "" for all of them */
	uint64_t first, end;
};

/* Empty with nothing but the model. */
struct tries {
	char model[24];
	/* Classes from here on are defects; nothing said: all that try_is_defect() says. */
	enum try_class first_defect;
	uint64_t count;
	struct surface_tries *surface; /* of one machine behind one another */
	size_t surface_count;
	struct tries_range *range;
	size_t range_count;
	struct words defects;  /* a line each, with how to repeat it */
	struct words versions; /* of Cellyard, that a summary names */
};

/**
 * tries_add - take in what a machine's trial wrote: lines of number, class, surface, what was
 * tried and evidence, between tabs.
 * @whose: machine and seed, and the surface if only one was asked for; its bounds don't matter.
 * @next: receives the number behind the last one; unchanged if there is none.
 *
 * Returns 0, or -1 with a sentence that names the line.
 */
int tries_add(struct tries *t, const struct tries_range *whose, const char *lines, uint64_t *next,
	      struct problem *why);
void tries_free(struct tries *t);

uint64_t tries_of(const struct tries *t, enum try_class c);
/* A table of surfaces by class for each machine, and the list of defects. */
void tries_render(const struct tries *t, struct text *out);

/* A line for each of some models, their sum, and the defects of all. */
void tries_render_models(const struct tries *models, size_t count, struct text *out);

/* Note that the tries of a range were made; -1 with a sentence if some of them were known. */
int tries_cover(struct tries *t, const struct tries_range *range, struct problem *why);

/* What tries_merge() reads: a line for each range, count and defect, fields between tabs. */
void tries_summarize(const struct tries *t, const char *version, struct text *out);

/* The model that a summary is of, to be freed; NULL if it names none. */
char *tries_model(const char *summary);

/**
 * tries_merge - add a summary to others.
 *
 * Fails with a sentence if it is none, of another model, has not as many outcomes as tries, or
 * tells of tries that are known already; then @t is good for nothing more.
 */
int tries_merge(struct tries *t, const char *summary, struct problem *why);

#endif
