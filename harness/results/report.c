// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"

#include <stdlib.h>
#include <string.h>

struct tally report_count(const struct outcome *list, size_t count)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < count; i++) {
		t.of[list[i].verdict]++;
		if (outcome_failed(&list[i])) {
			*(outcome_known(&list[i]) ? &t.known : &t.failed) += 1;
		}
	}
	return t;
}

void report_summary(const struct outcome *list, size_t count, bool whole, struct text *out)
{
	struct tally t = report_count(list, count);

	if (whole && !t.failed && !t.of[VERDICT_PASS]) {
		text_puts(out, "Nothing passed, so nothing is shown: the exit status is 1 although "
			       "nothing failed.\n");
	}
	text_printf(out, "%u passed, %u failed, %u skipped", t.of[VERDICT_PASS], t.failed,
		    t.of[VERDICT_SKIP]);
	if (t.known) {
		text_printf(out, ", %u known failure%s", t.known, t.known > 1 ? "s" : "");
	}
	text_puts(out, "\n");
}

/* What became of all trials that one line of the file speaks of. */
static void add_passed_line(const struct outcome *list, size_t count, size_t first,
			    const char *source, struct text *out)
{
	unsigned int line = list[first].trial.known_line, passed = 0;

	for (size_t i = 0; i < count; i++) {
		if (list[i].trial.known_line != line || list[i].verdict == VERDICT_SKIP) {
			continue;
		}
		if (i < first || list[i].verdict != VERDICT_PASS) {
			return;
		}
		passed++;
	}
	text_printf(out,
		    "%s:%u: %s passes (%u of %u): if what it says is mended, take the line out\n",
		    source, line, outcome_key(&list[first]), passed, passed);
}

void report_quarantine(const struct outcome *list, size_t count, const char *source,
		       struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct outcome *o = &list[i];

		if (!o->trial.known[0]) {
			continue;
		}
		if (o->verdict == VERDICT_PASS) {
			add_passed_line(list, count, i, source, out);
		} else if (outcome_failed(o) && !outcome_known(o)) {
			text_printf(out,
				    "%s:%u: covers %s of %s, and this is %s: it counts as failed\n",
				    source, o->trial.known_line, o->trial.known_as, outcome_key(o),
				    verdict_name(o->verdict));
		}
	}
}

#define CAUSE_LINES 24

static bool ends_report(const char *line)
{
	return starts_with(line, "Parking CPU") || starts_with(line, "Stopping CPU");
}

static bool same_line(const char *a, const char *b)
{
	size_t len = strcspn(a, "\r\n");

	return strcspn(b, "\r\n") == len && strncmp(a, b, len) == 0;
}

/*
 * What the hypervisor stopped somebody for, if it did: the first line that says so, as others
 * often follow from it, and the last report with its registers, as that is whole. Both are next to
 * the failure since of a CI run often only the end is seen.
 */
static void add_what_was_fatal(const char *message, struct text *out)
{
	const char *first = strstr(message, "FATAL:"), *fatal = NULL, *line;

	for (const char *p = first; p; p = strstr(p + 1, "FATAL:")) {
		fatal = p;
	}
	if (first && !same_line(first, fatal)) {
		text_printf(out, "       %.*s\n       ...\n", (int)strcspn(first, "\r\n"), first);
	}
	line = fatal;
	for (int n = 0; line && *line && *line != '\r' && *line != '\n' && n < CAUSE_LINES; n++) {
		size_t len = strcspn(line, "\r\n");

		text_printf(out, "       %.*s\n", (int)len, line);
		if (ends_report(line)) {
			break;
		}
		line += len + (line[len] == '\r');
		line += *line == '\n';
	}
}

void report_failures(const struct outcome *list, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct outcome *o = &list[i];

		if (outcome_failed(o) && !o->expected) {
			text_printf(out, "%s%-6s %s: %.*s\n", out->len ? "" : "\n",
				    verdict_name(o->verdict), outcome_key(o), outcome_headline(o),
				    o->message);
			add_what_was_fatal(o->message, out);
		}
	}
}

static void junit_detail(const struct outcome *o, const char *element, struct text *out)
{
	char *headline = strndup(o->message ? o->message : "", outcome_headline(o));

	text_printf(out, "    <%s message=\"", element);
	if (outcome_known(o)) {
		text_puts(out, "known: ");
		text_xml(out, o->trial.known);
		text_puts(out, ": ");
	}
	text_xml(out, headline ? headline : "");
	text_puts(out, "\"");
	if (strcmp(element, "skipped") != 0) {
		text_printf(out, " type=\"%s\"", verdict_name(o->verdict));
	}
	text_puts(out, ">");
	text_xml(out, o->message ? o->message : "");
	text_printf(out, "</%s>\n", element);
	free(headline);
}

static void junit_case(const struct outcome *o, struct text *out)
{
	static const char *const element[VERDICT_COUNT] = { NULL, "failure", "skipped", "error",
							    "error" };

	text_puts(out, "  <testcase classname=\"");
	text_xml(out, o->trial.machine);
	/* the folder's last part carries the kernel where it is not the default one */
	text_puts(out, "\" name=\"");
	text_xml(out, strrchr(o->trial.folder, '/') ? strrchr(o->trial.folder, '/') + 1
						    : o->trial.scenario);
	text_printf(out, "\" time=\"%.3f\">\n", o->seconds);
	if (element[o->verdict]) {
		junit_detail(o, outcome_known(o) ? "skipped" : element[o->verdict], out);
	} else if (o->message && *o->message) {
		text_puts(out, "    <system-out>");
		text_xml(out, o->message);
		text_puts(out, "</system-out>\n");
	}
	text_puts(out, "  </testcase>\n");
}

void report_junit(const struct outcome *list, size_t count, size_t planned, struct text *out)
{
	struct tally t = report_count(list, count);
	unsigned int cut_short = count < planned;
	unsigned int failures = 0;
	double seconds = 0;

	for (size_t i = 0; i < count; i++) {
		seconds += list[i].seconds;
		failures += list[i].verdict == VERDICT_FAIL && !outcome_known(&list[i]);
	}
	text_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
	text_printf(out,
		    " <testsuite name=\"cellyard\" tests=\"%zu\" failures=\"%u\" errors=\"%u\" "
		    "skipped=\"%u\" time=\"%.3f\">\n",
		    count + cut_short, failures, t.failed - failures + cut_short,
		    t.of[VERDICT_SKIP] + t.known, seconds);
	for (size_t i = 0; i < count; i++) {
		junit_case(&list[i], out);
	}
	if (cut_short) {
		text_printf(out,
			    "  <testcase classname=\"yard\" name=\"the whole run\">\n"
			    "    <error message=\"interrupted: %zu of %zu played\"/>\n"
			    "  </testcase>\n",
			    count, planned);
	}
	text_puts(out, " </testsuite>\n</testsuites>\n");
}
