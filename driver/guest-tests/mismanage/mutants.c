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

#include "../../../faultinject/config/offer.h"

#include "mismanage.h"

#define MUTANT	  "/tmp/mismanage.cell"
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

/*
 * Draws one that this machine can be given; returns false if there was none. MISMANAGE_KEPT says
 * which of its changes are to be kept, for who looks for those that matter.
 */
static bool take_offer(struct offer *offer, const struct subject *subject)
{
	struct generator generator = { .state = pick_below(UINT64_MAX) };
	const char *kept = getenv("MISMANAGE_KEPT");

	offer_draw(offer, subject, &generator);
	if (kept && offer->can_be_given) {
		offer_keep(offer, kept);
	}
	/* the arrow tells the end of a trial */
	for (char *arrow = offer->mutant.what; (arrow = strstr(arrow, "->"));) {
		*arrow = '=';
	}
	printf("%s %s: %s", kind_name(offer->kind), subject->file->name, offer->mutant.what);
	if (!offer->can_be_given) {
		return false;
	}
	if (offer->verdict.agreement != BOTH_ACCEPT && offer->verdict.agreement != BOTH_REFUSE) {
		broken("%s, beside " OFFER_WITNESS ": %s", agreement_name(offer->verdict.agreement),
		       offer->verdict.sentence);
	}
	return true;
}

static void write_mutant(const struct mutant *mutant)
{
	FILE *file = fopen(MUTANT, "wb");

	if (!file || fwrite(mutant->data, 1, mutant->size, file) != mutant->size ||
	    fclose(file) != 0) {
		broken(MUTANT ": %d", errno);
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

static int try_cell(void)
{
	const struct subject *subject = &subjects.items[1 + pick_below(subjects.count - 1)];
	static char said[SAID_ROOM];
	static struct books before;
	struct offer offer;
	int status;

	if (!take_offer(&offer, subject)) {
		return UNTRIED;
	}
	write_mutant(&offer.mutant);
	read_books(&before);
	status = give("cell create", said, &offer.verdict);
	if (status == 0) {
		destroy_named(((struct jailhouse_cell_desc *)offer.mutant.data)->name);
	}
	expect_same(&before);
	return conclude(status, said);
}

/* ---- systems: the hypervisor is not there ---- */

static int try_system(void)
{
	static char said[SAID_ROOM];
	static struct books before;
	struct offer offer;
	int status;

	if (!take_offer(&offer, &subjects.items[0])) {
		return UNTRIED;
	}
	write_mutant(&offer.mutant);
	read_books(&before);
	status = give("enable", said, &offer.verdict);
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
