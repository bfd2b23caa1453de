// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutated configurations, those of the campaigns on the host, given to the `jailhouse` command: the
 * machine must say what the checkers say, and a refusal must leave everything as it was.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../../../faultinject/config/mutation.h"
#include "../../../faultinject/config/tally.h"
#include "../../../faultinject/config/trial.h"
#include "../../../faultinject/config/verdict.h"

#include "mismanage.h"

#define MUTANT	  "/tmp/mismanage.cell"
#define WITNESS	  "tick-1"
#define IMAGES	  "/lib/firmware"
#define SAID_ROOM 16384

static struct subjects subjects;

static void load_subjects(void)
{
	if (subjects_load_one(&subjects, IMAGES, folder) != 0) {
		exit(2);
	}
}

/* ---- what a refusal must leave alone ---- */

struct books {
	char text[SAID_ROOM];
};

static int capture(const char *command, char *said, size_t room)
{
	FILE *tool;
	size_t length = 0;
	int status = -1;

	fflush(stdout);
	tool = popen(command, "r");
	if (tool) {
		length = fread(said, 1, room - 1, tool);
		while (fgetc(tool) != EOF) {
		}
		status = pclose(tool);
	}
	said[length] = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The memory of a hypervisor that was disabled stays claimed until the next attempt. */
static void read_books(struct books *books)
{
	capture("cd /sys/devices; cat system/cpu/online jailhouse/enabled jailhouse/cells/*/name"
		" jailhouse/mem_pool_used 2>&1; grep jailhouse /proc/modules; grep -v Jailhouse /proc/iomem",
		books->text, sizeof(books->text));
}

static void expect_same(const struct books *before)
{
	static struct books after;
	const char *a = before->text, *b = after.text;

	read_books(&after);
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a || *b) {
		broken("something has changed: `%.*s` was `%.*s`", (int)strcspn(b, "\n"), b,
		       (int)strcspn(a, "\n"), a);
	}
}

/* ---- one mutant ---- */

/* Each kind of mutation as often as the others, however many there are of it. */
static void mutate(const struct subject *subject, struct mutant *mutant)
{
	struct generator generator = { .state = pick_below(UINT64_MAX) };
	unsigned int kind = pick_below(NUM_KINDS);

	mutant_begin(mutant, subject);
	if (kind == KIND_DRAWN || subject->mutations[kind] == 0) {
		apply_drawn(subject, &generator, mutant);
	} else {
		mutators[kind]->apply(subject, pick_below(subject->mutations[kind]), mutant);
	}
	/* the arrow tells the end of a trial */
	for (char *arrow = mutant->what; (arrow = strstr(arrow, "->"));) {
		*arrow = '=';
	}
	printf("%s %s: %s", kind_name(kind), subject->file->name, mutant->what);
}

static void write_mutant(const struct mutant *mutant)
{
	FILE *file = fopen(MUTANT, "wb");

	if (!file || fwrite(mutant->data, 1, mutant->size, file) != mutant->size ||
	    fclose(file) != 0) {
		broken(MUTANT ": %d", errno);
	}
}

/* The checkers' word on the mutant, with what is there already. */
static void judge(struct verdict *verdict, const struct subject *subject,
		  const struct mutant *mutant)
{
	const struct board *board = subject->board;
	struct row row = { .facts = &board->facts };
	const struct file *file = &board->files[0];
	char cause[48];

	if (subject->file != file) {
		row_add(&row, file->name, file->data, file->size);
		for (size_t n = 1; n < board->num_files; n++) {
			file = &board->files[n];
			if (strcmp(file->name, WITNESS) == 0) {
				row_add(&row, file->name, file->data, file->size);
			}
		}
	}
	row_add(&row, "mutant", mutant->data, mutant->size);
	judge_row(verdict, &row);
	trial_cause(verdict, cause, sizeof(cause));
	if (verdict->agreement == ONLY_PRODUCT_REFUSES && why_strict(cause)) {
		verdict->agreement = BOTH_REFUSE;
	}
	if (verdict->agreement != BOTH_ACCEPT && verdict->agreement != BOTH_REFUSE) {
		broken("%s, beside " WITNESS ": %s", agreement_name(verdict->agreement),
		       verdict->sentence);
	}
}

static void say_in_one_line(char *said)
{
	for (; *said; said++) {
		if (*said == '\n') {
			*said = said[1] ? ';' : 0;
		}
	}
}

/*
 * The driver sees what no file tells: where Linux is, what other drivers have, how many address
 * lines there are. What stumbles over that may have a second fault, which the checker names.
 */
static bool is_about_this_machine(const char *said)
{
	static const char *const told[] = {
		"is in use by Linux",
		"is claimed by another driver",
		"is memory that Linux uses",
		"there is no memory at",
		"the highest possible address is",
	};

	for (size_t n = 0; n < sizeof(told) / sizeof(told[0]); n++) {
		if (strstr(said, told[n])) {
			return true;
		}
	}
	return false;
}

/*
 * Give it to the command. Of several faults the driver may name another one first than the checker,
 * as it looks at the CPUs before memory is touched: but one that the checker names, too. Returns
 * the status.
 */
static int give(const char *command, char *said, const struct verdict *verdict)
{
	char line[256];
	int status;

	snprintf(line, sizeof(line), "TERM=dumb jailhouse %s " MUTANT " 2>&1", command);
	status = capture(line, said, SAID_ROOM);
	if (status != 0 && status != 1) {
		broken("the tool ended with %d", status);
	}
	if (status == 0 && verdict->agreement == BOTH_REFUSE) {
		broken("it is accepted, and the checker says: %s", verdict->sentence);
	}
	if (status == 1 && !verdict_has(verdict, said) && !is_about_this_machine(said)) {
		say_in_one_line(said);
		broken("it says `%s`, and the checker: %s", said, verdict->sentence);
	}
	return status;
}

static int conclude(int status, char *said)
{
	if (status == 0) {
		return 0;
	}
	say_in_one_line(said);
	if (strlen(said) < 30) {
		broken("it is refused without a reason: %s", said);
	}
	remark("%s", said);
	return EINVAL;
}

/* ---- cells: tick-1 is there ---- */

/* One that is accepted is created only if it has the memory and devices that it had: else they may
 * be Linux'. */
static bool is_harmless_cell(const struct subject *subject, const struct mutant *mutant)
{
	const struct jailhouse_cell_desc *a = (const void *)mutant->data;
	const struct jailhouse_cell_desc *b = (const void *)subject->file->data;
	const size_t counts = offsetof(struct jailhouse_cell_desc, cpu_set_size);
	const size_t counted = offsetof(struct jailhouse_cell_desc, vpci_irq_base) - counts;
	size_t rest = sizeof(*b) + b->cpu_set_size;

	return mutant->size == subject->file->size &&
	       memcmp((const char *)a + counts, (const char *)b + counts, counted) == 0 &&
	       memcmp(mutant->data + rest, subject->file->data + rest, mutant->size - rest) == 0;
}

static int try_cell(void)
{
	const struct subject *subject = &subjects.items[1 + pick_below(subjects.count - 1)];
	static char said[SAID_ROOM];
	static struct books before;
	struct verdict verdict;
	struct mutant mutant;
	int status;

	mutate(subject, &mutant);
	judge(&verdict, subject, &mutant);
	if (verdict.agreement == BOTH_ACCEPT && !is_harmless_cell(subject, &mutant)) {
		remark("by both checkers, not tried");
		return 0;
	}
	write_mutant(&mutant);
	read_books(&before);
	status = give("cell create", said, &verdict);
	if (status == 0) {
		destroy_named(((struct jailhouse_cell_desc *)mutant.data)->name);
	}
	expect_same(&before);
	return conclude(status, said);
}

/* ---- systems: the hypervisor is not there ---- */

/* One that is accepted is enabled only if all that it says of the machine is what it was. */
static bool is_harmless_system(const struct subject *subject, const struct mutant *mutant)
{
	const size_t root = offsetof(struct jailhouse_system, root_cell);
	const size_t counts = root + offsetof(struct jailhouse_cell_desc, cpu_set_size);
	size_t size = subject->file->size;

	return mutant->size == size && memcmp(mutant->data, subject->file->data, root) == 0 &&
	       memcmp(mutant->data + counts, subject->file->data + counts, size - counts) == 0;
}

static int try_system(void)
{
	static char said[SAID_ROOM];
	static struct books before;
	struct verdict verdict;
	struct mutant mutant;
	int status;

	mutate(&subjects.items[0], &mutant);
	judge(&verdict, &subjects.items[0], &mutant);
	if (verdict.agreement == BOTH_ACCEPT && !is_harmless_system(&subjects.items[0], &mutant)) {
		remark("by both checkers, not tried");
		return 0;
	}
	write_mutant(&mutant);
	read_books(&before);
	status = give("enable", said, &verdict);
	if (status == 0 && disable() != 0) {
		broken("it cannot be disabled");
	}
	expect_same(&before);
	clean_up_start();
	return conclude(status, said);
}

const struct surface mutant_surfaces[] = {
	{ "cell", GROUP_ALONE, try_cell, load_subjects },
	{ "system", GROUP_ALONE, try_system, load_subjects },
	{ 0 },
};
