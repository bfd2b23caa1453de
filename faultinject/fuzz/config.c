// SPDX-License-Identifier: GPL-2.0-only
/* The checker of configurations: size of a system configuration (two bytes), it, and a cell's. */
#include <config/check.h>
#include <config/sentence.h>

#include <string.h>

#include "target.h"

static void judge(int err, const struct jailhouse_reason *why)
{
	char sentence[REASON_SENTENCE_MAX];

	CLAIM(err <= 0, "there is no positive error");
	if (err) {
		CLAIM(why->error == err, "the reason is that of the error");
		CLAIM(reason_sentence(sentence, sizeof(sentence), why) > 20,
		      "a refusal has a sentence");
	}
}

static void ignore(void *context, const struct jailhouse_reason *warning)
{
	(void)context;
	(void)warning;
}

/* What is said first where all refusals are asked for. */
static void keep_first(void *context, const struct jailhouse_reason *refusal)
{
	struct jailhouse_reason *first = context;

	CLAIM(refusal->error < 0, "a refusal is one");
	if (!first->error) {
		*first = *refusal;
	}
}

/* One checker, asked for the first refusal and for all of them. : NULL for the system. */
static int ask(struct config_check *check, const struct config_cell *cell)
{
	struct jailhouse_reason why, first = { 0 };
	struct config_check all = *check;
	int err = cell ? config_check_cell(check, cell) : config_check_system(check), last;

	judge(err, check->why);
	all.why = &why;
	all.refused = keep_first;
	all.context = &first;
	all.warn = NULL;
	last = cell ? config_check_cell(&all, cell) : config_check_system(&all);
	judge(last, &why);
	CLAIM(!err == !last && first.error == err, "the verdict is the same");
	CLAIM(!err || memcmp(&first, check->why, sizeof(first)) == 0, "the first one is the same");
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct jailhouse_reason why = { 0 };
	struct config_system system;
	struct config_cell cell;
	struct config_check check = { .system = &system, .why = &why, .warn = ignore };
	size_t of_system;
	int err;

	if (size < 2) {
		return 0;
	}
	of_system = data[0] | data[1] << 8;
	data += 2;
	size -= 2;
	if (of_system > size) {
		of_system = size;
	}
	err = config_parse_system(&system, data, of_system, NULL, &why);
	judge(err, &why);
	if (err) {
		return 0;
	}
	/* a system that is refused is no reason to read where nothing is */
	ask(&check, NULL);
	err = config_parse_cell(&cell, data + of_system, size - of_system, &why);
	judge(err, &why);
	if (!err) {
		ask(&check, &cell);
	}
	return 0;
}
