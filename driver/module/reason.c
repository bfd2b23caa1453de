// SPDX-License-Identifier: GPL-2.0-only
/* Why a request was refused. */

#include <linux/string.h>

#include <jailhouse/hypercall.h>

#include "driver.h"
#include "reason.h"
#include "sentence.h"

int refuse(struct jailhouse_reason *why, u16 code, int error)
{
	memset(why, 0, sizeof(*why));
	why->size = sizeof(*why);
	why->version = JAILHOUSE_REASON_VERSION;
	why->code = code;
	why->error = error;
	return error;
}

int refused_object(struct jailhouse_reason *why, u16 object, u16 field)
{
	why->object = object;
	why->field = field;
	return why->error;
}

int refuse_cpu(struct jailhouse_reason *why, u16 code, int error, u32 cpu)
{
	refuse(why, code, error);
	why->cpu = cpu;
	return error;
}

int refuse_value(struct jailhouse_reason *why, u16 code, int error, u64 found, u64 expected)
{
	refuse(why, code, error);
	why->found = found;
	why->expected = expected;
	return error;
}

int refuse_name(struct jailhouse_reason *why, u16 code, int error, const char *name)
{
	refuse(why, code, error);
	strscpy(why->cell, name, sizeof(why->cell));
	return error;
}

/* Whatever the hypervisor wrote, the strings end. */
static bool reason_accept(struct jailhouse_reason *record, int error)
{
	record->cell[sizeof(record->cell) - 1] = 0;
	record->other_cell[sizeof(record->other_cell) - 1] = 0;
	return record->version == JAILHOUSE_REASON_VERSION && record->size == sizeof(*record) &&
	       record->code != 0 && record->error == error;
}

void reason_copy(struct jailhouse_reason *why, const struct jailhouse_reason *record, int error)
{
	struct jailhouse_reason copy = *record;

	if (reason_accept(&copy, error)) {
		*why = copy;
	}
}

void reason_fetch(struct jailhouse_reason *why, int error)
{
	struct jailhouse_reason record;
	u16 *half = (u16 *)&record;
	unsigned int n;

	BUILD_BUG_ON(sizeof(record) % sizeof(u16));

	for (n = 0; n < sizeof(record) / sizeof(u16); n++) {
		int value = jailhouse_call_arg1(JAILHOUSE_HC_GET_REASON, n);

		if (value < 0) {
			return;
		}
		half[n] = value;
	}
	if (reason_accept(&record, error)) {
		*why = record;
	}
}

void reason_log(const struct jailhouse_reason *why)
{
	char sentence[REASON_SENTENCE_MAX];

	reason_sentence(sentence, sizeof(sentence), why);
	pr_warn("%s\n", sentence);
}
