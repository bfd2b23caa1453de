/* SPDX-License-Identifier: GPL-2.0-only */
/* What session.c asks about the life of its machine; see also session_ask(). */
#ifndef YARD_LIFE_H
#define YARD_LIFE_H

#include "session.h"

/* QMP has closed: the machine is dead; why, goes to @s->death. */
void life_tell_end(struct session *s);
/* Nobody is told when a process is stopped: look, if it is time to. */
void life_look_for_stop(struct session *s);

#endif
