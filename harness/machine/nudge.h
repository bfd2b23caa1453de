/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * QEMU's GICv2 does not look at the hardware's interrupts again when a guest ends one of them
 * through its virtual interface: a timer that is due again by then waits until anybody else is
 * interrupted. If all CPUs sleep meanwhile, nobody is, and the machine stands still for ever. So
 * the harness lifts and lowers an input of the controller that nobody uses, from time to time.
 */
#ifndef YARD_NUDGE_H
#define YARD_NUDGE_H

#include "qmp.h"

struct nudge {
	int fd;		/* QEMU's qtest socket; -1: not connected */
	char *commands; /* up and down */
	int64_t next;	/* clock_ms() at which to send them again */
};

/**
 * nudge_open - find the controller and connect.
 * @socket: of qtest.
 * @type: QEMU's name of the controller's type.
 */
int nudge_open(struct nudge *n, struct qmp *qmp, const char *socket, const char *type,
	       struct problem *why);
/* If it is time; what hinders it is no failure. Call it whenever something may have to go on. */
void nudge_send(struct nudge *n);
/* Of one that was never opened, @n->fd is -1. */
void nudge_close(struct nudge *n);

#endif
