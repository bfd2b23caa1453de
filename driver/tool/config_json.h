/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CONFIG_JSON_H
#define CONFIG_JSON_H

/* What `jailhouse config check --json` prints: one object with a list of findings. */

#include <stdbool.h>
#include <stdio.h>

#include <jailhouse/reason.h>

struct json_findings {
	FILE *out;
	unsigned int count;
};

void json_findings_begin(struct json_findings *findings, FILE *out);

/**
 * Add one.
 * @param verdict	"refused" or "warning"
 * @param path		file that it is about
 * @param reason	what the checker found
 */
void json_findings_add(struct json_findings *findings, const char *verdict, const char *path,
		       const struct jailhouse_reason *reason);

/** @param accepted	whether nothing was refused */
void json_findings_end(struct json_findings *findings, bool accepted);

#endif
