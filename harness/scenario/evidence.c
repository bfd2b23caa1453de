// SPDX-License-Identifier: GPL-2.0-only
/* What a failure shows of the machine. */
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../machine/process.h"
#include "session.h"

/* How much of each console a failure shows: where the run is read from its output, that is all. */
#define HYPERVISOR_TAIL 40
#define LINUX_TAIL	24
/* the line, its hint, the registers and the parking */
#define FATAL_LINES 18

static void tail_of(const char *title, const struct line *l, unsigned int lines, struct text *out)
{
	const char *tail = last_lines(text_str(&l->log), lines);

	text_printf(out, "\n--- last lines of the %s ---\n%s", title, *tail ? tail : "(nothing)");
	if (out->data[out->len - 1] != '\n') {
		text_puts(out, "\n");
	}
}

/* A fatal line is the cause of what comes after it, however much that is. */
static void add_last_fatal(const struct session *s, struct text *out)
{
	const char *log = text_str(&s->hypervisor.log);
	const char *tail = last_lines(log, HYPERVISOR_TAIL);
	const char *fatal = NULL;

	for (const char *p = log; (p = strstr(p, "FATAL:")) && p < tail; p++) {
		fatal = p;
	}
	if (fatal) {
		size_t len = 0;

		for (int line = 0; line < FATAL_LINES && fatal[len]; line++) {
			len += strcspn(fatal + len, "\n") + 1;
		}
		text_printf(out, "\n--- before, on the hypervisor console ---\n%.*s", (int)len,
			    fatal);
	}
}

void session_tail(const struct session *s, struct text *out)
{
	add_last_fatal(s, out);
	tail_of("hypervisor console", &s->hypervisor, HYPERVISOR_TAIL, out);
	tail_of("root Linux shell", &s->linux_line, LINUX_TAIL, out);
}

/* Where each CPU is: the lines of "info registers -a" that say it. */
static void add_cpus(const char *registers, struct text *out)
{
	static const char *const wanted[] = { "CPU#", "RIP=", "EIP=", "CR0=", "EFER=" };

	text_puts(out, "\n--- where the CPUs are ---\n");
	while (*registers) {
		size_t len = strcspn(registers, "\r\n");

		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
			if (starts_with(registers, wanted[i])) {
				text_printf(out, "%.*s%s", (int)len, registers,
					    i == 4 ? "\n" : "  ");
			}
		}
		registers += len + strspn(registers + len, "\r\n");
	}
}

/* What can be said from outside of an emulator that cannot be asked. */
static void record_threads(const struct session *s, struct text *message)
{
	char *path = format("%s/emulator.txt", s->results);
	struct text threads = { 0 };

	process_threads(domain_pid(s->domain), &threads);
	text_printf(message,
		    "\n--- where the CPUs are is not known; threads of the emulator ---\n%s",
		    text_str(&threads));
	file_write(path, text_str(&threads), NULL);
	text_free(&threads);
	free(path);
}

void session_record_cpus(struct session *s, struct text *message)
{
	/* ARM machines have no local APICs, and say so */
	static const char *const questions[] = {
		"info cpus",	"info pic",	"info registers -a", "info lapic 0",
		"info lapic 1", "info lapic 2", "info lapic 3",
	};
	char *path = format("%s/cpus.txt", s->results);
	struct text content = { 0 };

	if (s->hung) {
		record_threads(s, message);
	}
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]) && !s->dead; i++) {
		char *command = format("{\"execute\":\"human-monitor-command\",\"arguments\":{"
				       "\"command-line\":\"%s\"}}",
				       questions[i]);
		json_t *answer = NULL;

		if (qmp_command(&s->qmp, command, &answer, NULL) == 0 && json_is_string(answer) &&
		    !starts_with(json_string_value(answer), "unknown command")) {
			text_printf(&content, "# %s\n%s\n", questions[i],
				    json_string_value(answer));
			if (i == 2) {
				add_cpus(json_string_value(answer), message);
			}
		}
		json_decref(answer);
		free(command);
	}
	if (content.len) {
		file_write(path, text_str(&content), NULL);
	}
	text_free(&content);
	free(path);
}
