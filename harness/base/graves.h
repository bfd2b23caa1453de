/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How orphans ended. libvirt cuts the emulator loose, so the reaper inherits and buries it; here
 * the worker that owns the machine learns the status.
 */
#ifndef YARD_GRAVES_H
#define YARD_GRAVES_H

#include <sys/types.h>

/* Note that @pid ended with @status, as wait() gives it. */
void grave_add(const char *file, pid_t pid, int status);
/* Returns 0 with the status, or -1 if that process has not been buried. */
int grave_find(const char *file, pid_t pid, int *status);

#endif
