// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "verdict.h"

/* As many as there are CPUs for. */
#define MOST_FILES (MOST_NEIGHBOURS + 2)

const char *agreement_name(enum agreement agreement)
{
	static const char *const names[NUM_AGREEMENTS] = {
		"both refuse",		"both accept", "only product accepts",
		"only product refuses", "no reason",
	};

	return names[agreement];
}

/* The product's parsed files; index 0 is the system's. */
struct parsed {
	struct config_system system;
	struct config_cell cells[MOST_FILES];
};

static struct config_platform platform_of(const struct machine_facts *facts, uint8_t *cpus,
					  size_t size)
{
	for (uint32_t cpu = 0; cpu < facts->num_cpus && cpu < size * 8; cpu++) {
		cpus[cpu / 8] |= 1U << (cpu % 8);
	}
	return (struct config_platform){
		.vendor = facts->architecture == JAILHOUSE_X86 ? CONFIG_VENDOR_AMD
							       : CONFIG_VENDOR_UNKNOWN,
		.architecture_known = true,
		.architecture = facts->architecture,
		.num_cpus = facts->num_cpus,
		.cpu_set = cpus,
		.cpu_set_size = size,
		.core_size = facts->core_size,
		.percpu_size = facts->percpu_size,
	};
}

static void keep_refusal(void *context, const struct jailhouse_reason *refusal)
{
	struct verdict *verdict = context;

	if (verdict->num_refusals < REFUSALS_KEPT) {
		verdict->refusals[verdict->num_refusals++] = *refusal;
	}
}

static int check_file(const struct config_check *check, const struct parsed *parsed, size_t n)
{
	return n == 0 ? config_check_system(check) : config_check_cell(check, &parsed->cells[n]);
}

/* Asked for all refusals it comes to the same verdict, and tells of the same one first. */
static bool says_the_same_of_all(struct verdict *verdict, const struct config_check *check,
				 const struct parsed *parsed, size_t n, int error)
{
	struct jailhouse_reason last;
	struct config_check all = *check;

	all.why = &last;
	all.refused = keep_refusal;
	all.context = verdict;
	verdict->num_refusals = 0;
	if ((check_file(&all, parsed, n) == 0) != (error == 0)) {
		return false;
	}
	return error == 0 ? verdict->num_refusals == 0
			  : memcmp(&verdict->refusals[0], check->why, sizeof(last)) == 0;
}

/* What the product says about file @n, of which those before were accepted. */
static int ask_product(struct parsed *parsed, const struct row *row, size_t n,
		       struct verdict *verdict)
{
	const struct config_cell *others[MOST_FILES];
	struct jailhouse_reason *why = &verdict->why;
	uint8_t cpus[64] = { 0 };
	struct config_platform platform = platform_of(row->facts, cpus, sizeof(cpus));
	struct config_check check = {
		.system = &parsed->system, .platform = &platform, .others = others, .why = why
	};
	struct bytes file = row->files[n];
	int ret;

	verdict->same_of_all = true;
	for (size_t other = 1; other < n; other++) {
		others[check.num_others++] = &parsed->cells[other];
	}
	ret = n == 0 ? config_parse_system(&parsed->system, file.data, file.size, &platform, why)
		     : config_parse_cell(&parsed->cells[n], file.data, file.size, why);
	if (ret == 0) {
		ret = check_file(&check, parsed, n);
		verdict->same_of_all = says_the_same_of_all(verdict, &check, parsed, n, ret);
	}
	return ret;
}

static void ask_second_opinion(struct opinion *opinion, const struct row *row, size_t n)
{
	if (n == 0) {
		opinion_on_system(opinion, row->facts, row->files[0]);
	} else {
		opinion_on_cell(opinion, row->facts, row->files[0], row->files + 1, n - 1,
				row->files[n]);
	}
}

/* A sentence that names its subject, and a record that says the same as the return value. */
static bool is_explained(const struct verdict *verdict, int error)
{
	return verdict->why.code != JAILHOUSE_REASON_NONE && verdict->why.error == error &&
	       error < 0 && strlen(verdict->sentence) > 20;
}

static enum agreement compare(const struct verdict *verdict, int error)
{
	bool objected = verdict->opinion.count > 0;

	if (!verdict->same_of_all) {
		return NO_REASON;
	}
	if (error == 0 && objected) {
		return ONLY_PRODUCT_ACCEPTS;
	}
	if (error == 0) {
		return BOTH_ACCEPT;
	}
	if (!is_explained(verdict, error)) {
		return NO_REASON;
	}
	return objected ? BOTH_REFUSE : ONLY_PRODUCT_REFUSES;
}

void judge_row(struct verdict *verdict, const struct row *row)
{
	struct parsed parsed = { 0 };

	*verdict = (struct verdict){ .agreement = BOTH_ACCEPT };
	for (size_t n = 0; n < row->count; n++) {
		int error = ask_product(&parsed, row, n, verdict);

		if (error != 0) {
			reason_sentence(verdict->sentence, sizeof(verdict->sentence),
					&verdict->why);
		}
		ask_second_opinion(&verdict->opinion, row, n);
		verdict->agreement = compare(verdict, error);
		if (verdict->agreement != BOTH_ACCEPT) {
			verdict->about = row->names[n];
			return;
		}
	}
}

void row_add(struct row *row, const char *name, const uint8_t *data, size_t size)
{
	row->files[row->count] = (struct bytes){ data, size };
	row->names[row->count] = name;
	row->count++;
}

/* The system, then the neighbours, and the mutant before or behind them. */
static void judge_in_order(struct verdict *verdict, const struct subject *subject,
			   struct bytes mutant, bool mutant_first)
{
	const struct file *system = &subject->board->files[0];
	bool mutant_is_system = subject->file == system;
	struct row row = { .facts = &subject->board->facts };

	if (mutant_is_system) {
		row_add(&row, system->name, mutant.data, mutant.size);
	} else {
		row_add(&row, system->name, system->data, system->size);
	}
	if (!mutant_is_system && mutant_first) {
		row_add(&row, subject->file->name, mutant.data, mutant.size);
	}
	for (size_t n = 0; n < subject->num_neighbours; n++) {
		const struct file *file = subject->neighbours[n];

		row_add(&row, file->name, file->data, file->size);
	}
	if (!mutant_is_system && !mutant_first) {
		row_add(&row, subject->file->name, mutant.data, mutant.size);
	}
	judge_row(verdict, &row);
	verdict->mutant_first = mutant_first;
}

void judge_mutant(struct verdict *verdict, const struct subject *subject,
		  const struct mutant *mutant)
{
	/* of exactly its size, so that a sanitizer sees each byte that is read behind it */
	uint8_t *exact = malloc(mutant->size > 0 ? mutant->size : 1);
	struct bytes bytes = { exact, mutant->size };

	if (exact == NULL) {
		abort();
	}
	memcpy(exact, mutant->data, mutant->size);
	judge_in_order(verdict, subject, bytes, false);
	if (verdict->agreement == BOTH_ACCEPT && subject->file != &subject->board->files[0]) {
		judge_in_order(verdict, subject, bytes, true);
	}
	free(exact);
}

bool verdict_has(const struct verdict *verdict, const char *said)
{
	char sentence[REASON_SENTENCE_MAX];

	for (size_t n = 0; n < verdict->num_refusals; n++) {
		reason_sentence(sentence, sizeof(sentence), &verdict->refusals[n]);
		if (strstr(said, sentence) != NULL) {
			return true;
		}
	}
	return strstr(said, verdict->sentence) != NULL;
}
