/* SPDX-License-Identifier: GPL-2.0-only */

/* Filling of reason records. */

#include <config/internal.h>

/* The source need not be terminated, the result is. */
static void copy_name(char *to, const char *from)
{
	u32 n;

	for (n = 0; n < JAILHOUSE_CELL_NAME_MAXLEN && from[n]; n++) {
		to[n] = from[n];
	}
	to[n] = 0;
}

static void fill(struct jailhouse_reason *record, const struct scope *scope,
		 const struct config_cell *other, const struct jailhouse_reason *reason)
{
	*record = *reason;
	record->size = sizeof(*record);
	record->version = JAILHOUSE_REASON_VERSION;
	if (scope->cell && scope->cell->desc) {
		copy_name(record->cell, scope->cell->desc->name);
	}
	if (other) {
		copy_name(record->other_cell, other->desc->name);
	}
}

int config_refuse(const struct scope *scope, int error, const struct config_cell *other,
		  const struct jailhouse_reason *reason)
{
	const struct config_check *check = scope->check;

	if (check->why) {
		fill(check->why, scope, other, reason);
		check->why->error = -error;
	}
	if (check->refused) {
		check->refused(check->context, check->why);
	}
	return -error;
}

void config_warn(const struct scope *scope, const struct config_cell *other,
		 const struct jailhouse_reason *reason)
{
	struct jailhouse_reason record;

	if (scope->check->warn) {
		fill(&record, scope, other, reason);
		scope->check->warn(scope->check->context, &record);
	}
}
