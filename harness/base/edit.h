/* SPDX-License-Identifier: GPL-2.0-only */
/* A line that is typed at a prompt of our own, key by key, on a terminal that does not echo. */
#ifndef YARD_EDIT_H
#define YARD_EDIT_H

#include "text.h"

#define CTRL_C 0x03

enum edit_event {
	EDIT_NONE,
	EDIT_CHANGED, /* show the line again */
	EDIT_LINE,    /* it is complete */
	EDIT_LEAVE,   /* an empty line, or Ctrl-D on one */
	EDIT_STOP     /* Ctrl-C */
};

struct edit {
	struct text line;
	struct text last; /* the one before: arrow up brings it back */
	int escape;	  /* how much of an escape sequence has come */
};

enum edit_event edit_key(struct edit *e, char key);
/* The complete line has been taken: begin the next one. */
void edit_next(struct edit *e);
void edit_free(struct edit *e);

#endif
