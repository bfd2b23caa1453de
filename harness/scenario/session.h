/* SPDX-License-Identifier: GPL-2.0-only */
/* One machine that runs: domain, QMP, memory and both serial lines, from start to end. */
#ifndef YARD_SESSION_H
#define YARD_SESSION_H

#include <poll.h>
#include <stdbool.h>

#include "../base/places.h"
#include "../machine/domain.h"
#include "../machine/exits.h"
#include "../machine/forgotten.h"
#include "../machine/hold.h"
#include "../machine/host_cpu.h"
#include "../machine/line.h"
#include "../machine/memory.h"
#include "../machine/nudge.h"
#include "../machine/patience.h"
#include "../machine/qmp.h"
#include "../machine/state.h"

/* What unused guest memory holds: as an address it is not canonical, as a size it is absurd. */
#define POISON 0xa5

/* What is to run, and where its logs go. */
struct session_request {
	const char *kernel;
	const char *results;
	const char *scenario;	     /* its script, or NULL */
	enum state start;	     /* how far the machine is to be before the story begins */
	const char *cell;	     /* the one that runs then, for STATE_RUNNING */
	bool cold;		     /* boot, don't use snapshots */
	bool poison_all;	     /* all of RAM, not the reserved range alone */
	const struct words *without; /* CPU features that the machine shall lack, or NULL */
	bool counts;		     /* with the counting plugin */
	bool kvm;		     /* else TCG */
	const char *inside;	     /* steps that the machine plays by itself, or NULL */
};

struct session {
	const struct machine *machine;
	const struct places *places;
	struct session_request request;
	char *key;	    /* hash of what went into the machine */
	enum state reached; /* by a snapshot, at first */
	char *scratch;	    /* of this machine alone */
	char *results;	    /* folder of this trial */
	char *graves;	    /* see base/graves.h */
	char *counts;	    /* what the counting plugin writes, or NULL */
	double started;
	struct domain *domain;
	struct qmp qmp;
	struct nudge nudge;
	struct forgotten forgotten;
	struct host_cpu host_cpu; /* the only one that its emulator has */
	struct hold hold;	  /* of one that plays by itself */
	struct patience patience; /* the clock by which it is waited for */
	FILE *qmp_log;
	struct guest_memory memory;
	struct exits exits;
	struct line hypervisor;
	struct line linux_line;
	bool distrust;	   /* a snapshot could not be restored: make another */
	int64_t next_look; /* clock_ms() at which to look whether the emulator is stopped */
	int64_t stopped;   /* since when it is, or 0 */
	bool keep;	   /* leave the scratch folder behind */
	bool dead;
	bool hung;	 /* dead, as its emulator does not answer, although its process is there */
	char death[512]; /* a sentence, once dead */
	char still[40];	 /* a machine that lives and does not run: "paused" */
};

/**
 * session_open - build the machine, poison its memory and connect everything.
 *
 * Where there is a snapshot on the way to the state that is asked for, the machine continues from
 * there. The CPUs stand still until session_go(). After a failure session_close() is still due.
 */
int session_open(struct session *s, const struct places *places, const struct machine *m,
		 const struct session_request *request, struct problem *why);
int session_go(struct session *s, struct problem *why);

/* Let a machine go on that stands still at a place of its steps. */
void session_let_go(struct session *s);
/* The same, where gdb lets it go on: before that. Returns whether it stood still. */
bool session_goes_on(struct session *s);

/**
 * session_reached - the machine is in this state now, quiet, and nothing has been done in it.
 *
 * If it is the one that was asked for, and there is no snapshot of it yet, one is made. What
 * hinders that goes to steps.log and is no failure.
 */
void session_reached(struct session *s, enum state state);

#define SESSION_POLL (2 * LINE_POLL + 2)
/* Fill SESSION_POLL entries, and handle what poll() found; notices the machine's death. */
void session_poll_prepare(struct session *s, struct pollfd *p);
void session_poll_handle(struct session *s, const struct pollfd *p);

/**
 * session_ask - before a failure is judged: does the emulator still answer, and does the machine
 * run?
 *
 * Takes 10 s at most. An emulator that is silent makes the session dead; of a machine that stands
 * still @s->still says what QEMU calls its state.
 */
void session_ask(struct session *s);

/* The last lines of both consoles, and a fatal line before them, for messages. */
void session_tail(const struct session *s, struct text *out);

/* For a failure: what each CPU is doing, in full into cpus.txt, in short for the message; of an
 * emulator that does not answer its threads, into emulator.txt. */
void session_record_cpus(struct session *s, struct text *message);

void session_close(struct session *s);

#endif
