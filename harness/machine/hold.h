/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine that plays by itself stops where its steps say `/play/mark`, at the same instruction
 * each time, for what is to be done to it from outside: the other side of harness/holder.c.
 */
#ifndef YARD_HOLD_H
#define YARD_HOLD_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "../base/problem.h"
#include "../base/text.h"

struct hold {
	int listener, fd; /* -1: there is none */
	struct text in;
	bool stopped;	  /* it stands still; whoever lets it go on takes this away */
	unsigned int cpu; /* the one that came to the place */
	uint64_t instructions;
	bool ordered;  /* it is what the last order said, and no place of its steps */
	bool answered; /* the last order was */
};

#define HOLD_INIT                                                                                  \
	{                                                                                          \
		.listener = -1, .fd = -1                                                           \
	}

/* Listen at @socket, before the emulator starts. */
int hold_open(struct hold *h, const char *socket, struct problem *why);
void hold_close(struct hold *h);

void hold_poll_prepare(const struct hold *h, struct pollfd *p);
void hold_poll_handle(struct hold *h, const struct pollfd *p);

/**
 * hold_order - while the machine stands still: where it is to stop next.
 * @order: "run CPU COUNT", "enter CPU" or "go", see harness/holder.c.
 */
int hold_order(struct hold *h, const char *order, struct problem *why);

#endif
