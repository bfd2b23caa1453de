/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIG_FINDINGS_H
#define CONFIG_FINDINGS_H

/* What `jailhouse config check` prints for programs: a document with a list of findings. */

#include <stdbool.h>
#include <stdio.h>

#include <jailhouse/reason.h>

struct findings {
	const struct findings_format *format;
	FILE *out;
	unsigned int count;
	/** Something was refused, or could not be read. */
	bool refused;
	/** What is told at the end, if anything. */
	char *notification;
	size_t notification_size;
};

struct findings_format {
	/** The option that asks for it. */
	const char *option;
	void (*begin)(struct findings *findings);
	/**
	 * Add one.
	 * @param refused	else it is a warning
	 * @param path		file that it is about
	 * @param reason	what the checker found
	 */
	void (*add)(struct findings *findings, bool refused, const char *path,
		    const struct jailhouse_reason *reason);
	/** Name a file that cannot be read: nothing was checked then. */
	void (*unreadable)(struct findings *findings, const char *path, const char *sentence);
	/** @param status	of the command: 0 clean, 1 findings, 2 unreadable */
	void (*end)(struct findings *findings, int status);
};

/** One object of our own: verdict, file, numbers of jailhouse/reason.h with their names, sentence.
 */
extern const struct findings_format findings_json;
/** SARIF 2.1.0, which code reviews and editors show. */
extern const struct findings_format findings_sarif;

/** A string of JSON; bytes that are no ASCII are taken as Latin-1. */
void findings_put_string(FILE *out, const char *text);

#endif
