/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTINJECT_VERDICT_H
#define FAULTINJECT_VERDICT_H

/* What the product's checker and the second opinion say about the same files. */

#include <config/check.h>
#include <config/sentence.h>

#include "subject.h"

enum agreement {
	BOTH_REFUSE,
	BOTH_ACCEPT,
	ONLY_PRODUCT_ACCEPTS, /* a defect of one of both */
	ONLY_PRODUCT_REFUSES, /* too strict, or the second opinion lacks a rule */
	NO_REASON, /* a refusal without a sentence, or with another one where all are wanted */
	NUM_AGREEMENTS,
};

/* Of one file; those behind them are nobody's. */
#define REFUSALS_KEPT 64

struct verdict {
	enum agreement agreement;
	/** The configuration that the verdict is about; NULL: all were accepted. */
	const char *about;
	struct jailhouse_reason why; /* the product's, if it refused */
	/** Asked for all refusals, it came to the same verdict and began with the same one. */
	bool same_of_all;
	/** All that it refuses of the file that the verdict is about. */
	struct jailhouse_reason refusals[REFUSALS_KEPT];
	size_t num_refusals;
	char sentence[REASON_SENTENCE_MAX];
	struct opinion opinion;
	/** In the order of judging: the mutated file was created before its neighbours. */
	bool mutant_first;
};

/** In a row of files, each one after the system's is created while those before it exist. */
struct row {
	const struct machine_facts *facts;
	struct bytes files[MOST_NEIGHBOURS + 2];
	const char *names[MOST_NEIGHBOURS + 2];
	size_t count;
};

/** Add a file, which stays the caller's. */
void row_add(struct row *row, const char *name, const uint8_t *data, size_t size);

/** Both checkers look at the files one by one, until one refuses or all are accepted. */
void judge_row(struct verdict *verdict, const struct row *row);

/** Judge a mutated subject: with its neighbours before it, and behind it. */
void judge_mutant(struct verdict *verdict, const struct subject *subject,
		  const struct mutant *mutant);

/** True if a text has one of the sentences that the product would refuse the file with. */
bool verdict_has(const struct verdict *verdict, const char *said);

const char *agreement_name(enum agreement agreement);

#endif
