// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tally.h"

static struct cause *find_cause(struct tally *tally, enum agreement agreement, const char *name)
{
	struct cause *cause = tally->causes;

	for (size_t n = 0; n < tally->num_causes; n++, cause++) {
		if (cause->agreement == agreement && strcmp(cause->name, name) == 0) {
			return cause;
		}
	}
	if (tally->num_causes == MOST_CAUSES) {
		return &tally->causes[MOST_CAUSES - 1];
	}
	tally->num_causes++;
	*cause = (struct cause){ .agreement = agreement, .first = UINT64_MAX };
	snprintf(cause->name, sizeof(cause->name), "%s", name);
	return cause;
}

static void add_cause(struct tally *tally, enum agreement agreement, const char *name,
		      uint64_t count, uint64_t first)
{
	struct cause *cause = find_cause(tally, agreement, name);

	cause->count += count;
	if (first < cause->first) {
		cause->first = first;
	}
}

void tally_add(struct tally *tally, const struct trial *trial)
{
	char name[48];

	tally->trials++;
	tally->counts[trial->kind][trial->verdict.agreement]++;
	trial_cause(&trial->verdict, name, sizeof(name));
	if (name[0] != '\0') {
		add_cause(tally, trial->verdict.agreement, name, 1, trial->number);
	}
}

/* ---- what is a defect ---- */

static const struct strictness {
	const char *cause;
	const char *why;
} strictness[] = {
	{ "reason-8", "a cell without a name cannot be addressed by it" },
	{ "reason-49", "a region that is not mapped cannot be handed to root for loading" },
	{ "reason-81", "one entry for each interrupt controller, so that none is overlooked" },
	{ "reason-84", "interrupts below 32 belong to their CPU and are in no list" },
	{ "reason-149",
	  "two ends of a link that speak different protocols do not understand each other" },
	{ "reason-126", "PCI has 32 MSI vectors a device" },
	{ "reason-160", "PCI wants configuration space at a multiple of a bus's 1 MiB" },
};

const char *why_strict(const char *cause)
{
	for (size_t n = 0; n < sizeof(strictness) / sizeof(strictness[0]); n++) {
		if (strcmp(strictness[n].cause, cause) == 0) {
			return strictness[n].why;
		}
	}
	return NULL;
}

static bool is_defect(const struct cause *cause)
{
	return cause->agreement != ONLY_PRODUCT_REFUSES || why_strict(cause->name) == NULL;
}

uint64_t tally_defects(const struct tally *tally)
{
	uint64_t sum = 0;

	for (size_t n = 0; n < tally->num_causes; n++) {
		sum += is_defect(&tally->causes[n]) ? tally->causes[n].count : 0;
	}
	return sum;
}

/* ---- for people ---- */

/* What can be counted off is said beside what was made of it. */
static void print_row(FILE *out, const char *name, const uint64_t *counts, uint64_t possible)
{
	char of[24] = "-";
	uint64_t sum = 0;

	for (size_t n = 0; n < NUM_AGREEMENTS; n++) {
		sum += counts[n];
	}
	if (possible > 0) {
		snprintf(of, sizeof(of), "%" PRIu64, possible);
	}
	fprintf(out, "%-18s %8" PRIu64 " %8s", name, sum, of);
	for (size_t n = 0; n < NUM_AGREEMENTS; n++) {
		fprintf(out, " %21" PRIu64, counts[n]);
	}
	fprintf(out, "\n");
}

static void print_causes(const struct tally *tally, FILE *out, bool defects)
{
	for (size_t n = 0; n < tally->num_causes; n++) {
		const struct cause *cause = &tally->causes[n];

		if (is_defect(cause) != defects) {
			continue;
		}
		fprintf(out,
			"  %-21s %-18s %8" PRIu64 " trials, e.g. --seed %" PRIu64 " --only %" PRIu64
			"%s%s\n",
			agreement_name(cause->agreement), cause->name, cause->count, tally->seed,
			cause->first, defects ? "" : ": ", defects ? "" : why_strict(cause->name));
	}
}

void tally_print(const struct tally *tally, const struct subjects *subjects, FILE *out)
{
	uint64_t sums[NUM_AGREEMENTS] = { 0 };
	uint64_t defects = tally_defects(tally);

	fprintf(out, "\n%-18s %8s %8s", "mutation", "trials", "possible");
	for (size_t n = 0; n < NUM_AGREEMENTS; n++) {
		fprintf(out, " %21s", agreement_name(n));
	}
	fprintf(out, "\n");
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		print_row(out, kind_name(kind), tally->counts[kind],
			  kind == KIND_DRAWN ? 0 : count_of_kind(subjects, kind));
		for (size_t n = 0; n < NUM_AGREEMENTS; n++) {
			sums[n] += tally->counts[kind][n];
		}
	}
	print_row(out, "all", sums, 0);
	fprintf(out, "\nStricter than the documents, on purpose:\n");
	print_causes(tally, out, false);
	fprintf(out, "\n%" PRIu64 " trials, %" PRIu64 " of them defects%s\n", tally->trials,
		defects, defects > 0 ? ":" : "");
	print_causes(tally, out, true);
}

/* ---- as a file: numbers by kind and agreement, then causes ---- */

#define FORMAT "faultinject config 4"

int tally_write(const struct tally *tally, const char *path)
{
	char new_path[4096];
	FILE *out;
	bool failed;

	snprintf(new_path, sizeof(new_path), "%s.new", path);
	out = fopen(new_path, "w");
	if (out == NULL) {
		return -1;
	}
	fprintf(out,
		FORMAT "\nseed %" PRIu64 " first %" PRIu64 " trials %" PRIu64 " seconds %.1f\n",
		tally->seed, tally->first, tally->trials, tally->seconds);
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		for (unsigned int n = 0; n < NUM_AGREEMENTS; n++) {
			fprintf(out, "count %u %u %" PRIu64 "\n", kind, n, tally->counts[kind][n]);
		}
	}
	for (size_t n = 0; n < tally->num_causes; n++) {
		const struct cause *cause = &tally->causes[n];

		fprintf(out, "cause %u %s %" PRIu64 " %" PRIu64 "\n", cause->agreement, cause->name,
			cause->count, cause->first);
	}
	failed = ferror(out) != 0;
	return fclose(out) != 0 || failed || rename(new_path, path) != 0 ? -1 : 0;
}

static int read_line(struct tally *tally, const char *line)
{
	unsigned int kind, agreement;
	uint64_t count, first;
	char name[48];

	if (sscanf(line, "count %u %u %" SCNu64, &kind, &agreement, &count) == 3 &&
	    kind < NUM_KINDS && agreement < NUM_AGREEMENTS) {
		tally->counts[kind][agreement] = count;
		return 0;
	}
	if (sscanf(line, "cause %u %47s %" SCNu64 " %" SCNu64, &agreement, name, &count, &first) ==
		    4 &&
	    agreement < NUM_AGREEMENTS) {
		add_cause(tally, agreement, name, count, first);
		return 0;
	}
	return -1;
}

int tally_read(struct tally *tally, const char *path)
{
	FILE *in = fopen(path, "r");
	char line[256];
	int ret = -1;

	*tally = (struct tally){ 0 };
	if (in == NULL) {
		return -1;
	}
	if (fgets(line, sizeof(line), in) != NULL && strcmp(line, FORMAT "\n") == 0 &&
	    fgets(line, sizeof(line), in) != NULL &&
	    sscanf(line, "seed %" SCNu64 " first %" SCNu64 " trials %" SCNu64 " seconds %lf",
		   &tally->seed, &tally->first, &tally->trials, &tally->seconds) == 4) {
		ret = 0;
	}
	while (ret == 0 && fgets(line, sizeof(line), in) != NULL) {
		ret = read_line(tally, line);
	}
	fclose(in);
	return ret;
}

/* ---- for `yard inject --merge`, which adds up all models ---- */

/* How its classes call what both checkers said. */
static const char *const class_of[NUM_AGREEMENTS] = {
	[BOTH_REFUSE] = "refused",
	[BOTH_ACCEPT] = "granted",
	[ONLY_PRODUCT_ACCEPTS] = "isolation-broken",
	[ONLY_PRODUCT_REFUSES] = "refused",
	[NO_REASON] = "silent",
};

int tally_summarize(const struct tally *tally, const char *version, const char *path)
{
	FILE *out = fopen(path, "w");
	bool failed;

	if (out == NULL) {
		return -1;
	}
	fprintf(out,
		"# summary of an injection campaign, to be merged by `yard inject --merge`\n"
		"model\tconfig\n"
		"version\t%s\n"
		"tries\thost\t%" PRIu64 "\t-\t%" PRIu64 "\t%" PRIu64 "\n",
		version, tally->seed, tally->first, tally->first + tally->trials);
	for (unsigned int kind = 0; kind < NUM_KINDS; kind++) {
		for (unsigned int n = 0; n < NUM_AGREEMENTS; n++) {
			fprintf(out, "outcome\thost\t%s\t%s\t%" PRIu64 "\n", kind_name(kind),
				class_of[n], tally->counts[kind][n]);
		}
	}
	for (size_t n = 0; n < tally->num_causes; n++) {
		const struct cause *cause = &tally->causes[n];

		if (is_defect(cause)) {
			fprintf(out,
				"defect\t%s: --model config --seed %" PRIu64 " --only %" PRIu64
				": %s, %" PRIu64 " trials\n",
				agreement_name(cause->agreement), tally->seed, cause->first,
				cause->name, cause->count);
		}
	}
	fprintf(out, "# %" PRIu64 " trials in %.1f s: %.0f a minute, in one program\n",
		tally->trials, tally->seconds, 60 * tally->trials / (tally->seconds + 1e-9));
	failed = ferror(out) != 0;
	return fclose(out) != 0 || failed ? -1 : 0;
}
