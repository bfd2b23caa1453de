/* SPDX-License-Identifier: GPL-2.0-only */
/* Files, folders, sockets and clocks. All functions that can fail leave a sentence in @why. */
#ifndef YARD_FILES_H
#define YARD_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "problem.h"
#include "text.h"

/* Read a whole file into @out (appended). */
int file_read(const char *path, struct text *out, struct problem *why);
/* Write a whole file: a reader sees the old content or the new one, never a part. */
int file_write(const char *path, const char *content, struct problem *why);
/* Where the user says: a plain file as file_write() does, and what is none, such as a link or a
 * pipe, is written into. */
int file_write_named(const char *path, const char *content, struct problem *why);
/* What is printed goes there, as to /dev/stdout. */
bool file_is_output(const char *path);
int file_write_bytes(const char *path, const void *data, size_t len, struct problem *why);
int file_copy(const char *from, const char *to, struct problem *why);
/* Copy the plain files of one folder that the other does not have yet; a cache, so no errors. */
void files_copy_missing(const char *from, const char *to);
bool file_exists(const char *path);
/* Create @path and its missing parents, mode 0755. */
int folder_make(const char *path, struct problem *why);
/* Remove a folder and everything in it; symbolic links are removed, not followed. */
int folder_remove(const char *path, struct problem *why);
/* Hand a tree over to @uid; only root can. */
int folder_chown(const char *path, uid_t uid, gid_t gid, struct problem *why);
/* Free bytes in the file system of @path, 0 if it does not exist. */
uint64_t folder_free_bytes(const char *path);
/* Make @link point to @target, atomically replacing what it was. */
int link_replace(const char *target, const char *link, struct problem *why);

/* A listening unix socket at @path, or a connection to one; the file descriptor or -1. */
int socket_listen(const char *path, struct problem *why);
/* ... whose errno is kept: ECONNREFUSED means that nobody listens any more. */
int socket_connect(const char *path, struct problem *why);
/* Write all of @data, waiting at most @timeout_ms altogether; 0 or -1. */
int write_all(int fd, const void *data, size_t len, int timeout_ms);

/* Monotonic clock in milliseconds and in seconds. */
int64_t clock_ms(void);
double clock_seconds(void);

#endif
