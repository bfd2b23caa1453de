// SPDX-License-Identifier: GPL-2.0-only
/* Whether the machine lives: its end, its silence, its being stopped. */
#include "life.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../base/files.h"
#include "../base/graves.h"
#include "../machine/process.h"

/* How long the emulator may take to answer when it is asked whether it lives. */
#define SILENCE_MS 10000
/* An emulator that somebody stopped is given up after that time, looked at so often. */
#define STOPPED_MS 10000
#define LOOK_MS	   1000
/* What its CPUs do may be asked for that long, all questions together. */
#define CPUS_MS 10000

/* The line with which root Linux said that it panicked, if it did. */
static const char *panic_line(const struct session *s, int *len)
{
	const char *p = strstr(text_str(&s->linux_line.log), "Kernel panic - not syncing");

	*len = p ? strcspn(p, "\n") : 0;
	return p;
}

/* The reaper buries the emulator and writes its status down; it may take a moment. */
static int buried_status(const struct session *s, int *status)
{
	int64_t deadline = clock_ms() + 10000;

	while (grave_find(s->graves, domain_pid(s->domain), status) != 0) {
		if (clock_ms() >= deadline) {
			return -1;
		}
		poll(NULL, 0, 20);
	}
	return 0;
}

/* The emulator ended, and not by its machine: its own last words say why. */
static void tell_status(struct session *s, int status)
{
	char *words = domain_last_words(s->domain);
	bool killed = WIFSIGNALED(status), full = killed && WTERMSIG(status) == SIGBUS;
	int used;

	used = killed ? snprintf(s->death, sizeof(s->death),
				 "the emulator was killed by signal %d (%s)", WTERMSIG(status),
				 strsignal(WTERMSIG(status)))
		      : snprintf(s->death, sizeof(s->death), "the emulator ended with status %d",
				 WEXITSTATUS(status));
	snprintf(s->death + used, sizeof(s->death) - used, "%s%s%s",
		 full ? ": no room for its memory is left where the scratch folder is" : "",
		 *words ? ", after it had said: " : "", words);
	free(words);
}

void life_tell_end(struct session *s)
{
	int known, status = 0;
	const char *panic;
	int len;

	s->dead = true;
	known = buried_status(s, &status) == 0;
	panic = panic_line(s, &len);
	if (panic) {
		snprintf(s->death, sizeof(s->death), "root Linux panicked: %.*s", len, panic);
	} else if (s->qmp.end_event[0]) {
		snprintf(s->death, sizeof(s->death), "the machine ended by itself: %s",
			 s->qmp.end_event);
	} else if (!known) {
		snprintf(s->death, sizeof(s->death), "the emulator closed its QMP line");
	} else {
		tell_status(s, status);
	}
}

static void tell_silence(struct session *s, int waited_ms)
{
	char state = process_state(domain_pid(s->domain));
	bool held = state == 'T' || state == 't';

	s->dead = s->hung = true;
	snprintf(s->death, sizeof(s->death),
		 "the emulator does not answer: QMP was silent for %d s, its process is %s (state "
		 "%c); %s",
		 waited_ms / 1000, process_state_word(state), state ? state : '-',
		 held ? "whoever stopped it has to let it go on: play it again"
		      : "emulator.txt shows its threads; if that comes back, look at it with "
			"`gdb -p` while it plays");
}

/* Ask for its state: 0, or -1 if no answer comes in time. */
static int ask_status(struct session *s)
{
	json_t *status = NULL;
	const char *word;
	int ret = qmp_command(&s->qmp, "{\"execute\":\"query-status\"}", &status, NULL);

	word = json_string_value(json_object_get(status, "status"));
	if (ret == 0 && word && !json_is_true(json_object_get(status, "running"))) {
		snprintf(s->still, sizeof(s->still), "%s", word);
	}
	json_decref(status);
	return ret;
}

void session_ask(struct session *s)
{
	char state = s->domain ? process_state(domain_pid(s->domain)) : 0;
	/* one that is stopped may have answered before */
	int patience = state == 'T' || state == 't' ? 2000 : SILENCE_MS;

	if (s->dead || !s->domain || s->qmp.fd < 0) {
		return;
	}
	s->qmp.until = clock_ms() + patience;
	if (ask_status(s) == 0) {
		s->qmp.until = clock_ms() + CPUS_MS;
	} else if (s->qmp.fd < 0) {
		life_tell_end(s);
	} else {
		tell_silence(s, patience);
	}
}

/* It may be let go on at once. */
void life_look_for_stop(struct session *s)
{
	int64_t now = clock_ms();

	if (s->dead || !s->domain || now < s->next_look) {
		return;
	}
	s->next_look = now + LOOK_MS;
	if (process_state(domain_pid(s->domain)) != 'T') {
		s->stopped = 0;
	} else if (!s->stopped) {
		s->stopped = now;
	} else if (now - s->stopped >= STOPPED_MS) {
		session_ask(s);
	}
}
