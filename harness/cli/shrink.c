// SPDX-License-Identifier: GPL-2.0-only
#include "shrink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/smallest.h"
#include "cli.h"

#define MOST_CHANGES 4096

/* Of a play: the class that it ended as, and what was tried. */
struct ending {
	char class[24];
	char what[512];
};

struct shrink {
	const struct campaign *campaign;
	char *found; /* file of outcomes */
	struct ending as_it_is, smallest;
	size_t changes;
	unsigned int plays;
	int status; /* of the first play */
};

static void be_quiet(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
	}
}

/* Play it with these changes; what the first play complains of is to be seen. */
static int play(struct shrink *s, const char *kept)
{
	pid_t front = getpid(), player;
	int status = 0;

	fflush(stdout);
	player = fork();
	if (player == 0) {
		struct campaign c = *s->campaign;

		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (s->plays) {
			be_quiet();
		}
		setenv("YARD_KEPT", kept, 1);
		exit(getppid() != front ? EXIT_IMPOSSIBLE : campaign_play(&c));
	}
	if (player < 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "cannot start a process: %s", strerror(errno));
	}
	while (waitpid(player, &status, 0) < 0 && errno == EINTR) {
	}
	s->plays++;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_IMPOSSIBLE;
}

/* Lines of number, class, surface, what, evidence: the last one's class counts, and the first says
 * what it was. */
static void read_ending(const struct shrink *s, struct ending *e)
{
	struct text text = { 0 };
	char *place, *line;

	memset(e, 0, sizeof(*e));
	if (file_read(s->found, &text, NULL) != 0 || !text.len) {
		text_free(&text);
		return;
	}
	for (line = strtok_r(text.data, "\n", &place); line; line = strtok_r(NULL, "\n", &place)) {
		char class[24], what[512];

		if (sscanf(line, "%*[^\t]\t%23[^\t]\t%*[^\t]\t%511[^\t]", class, what) == 2) {
			memcpy(e->class, class, sizeof(class));
			if (!*e->what) {
				memcpy(e->what, what, sizeof(what));
			}
		}
	}
	text_free(&text);
}

static bool ends_so(void *context, const bool *kept)
{
	struct shrink *s = context;
	struct text name = { 0 };
	struct ending e = { .class = "" };
	int status;

	smallest_name(kept, s->changes, &name);
	status = play(s, text_str(&name));
	if (status == EXIT_PASSED || status == EXIT_FAILED) {
		read_ending(s, &e);
	}
	printf("%u: changes %s: %s\n", s->plays, text_str(&name),
	       *e.class ? e.class : "no outcome");
	text_free(&name);
	if (strcmp(e.class, s->as_it_is.class) != 0) {
		return false;
	}
	s->smallest = e;
	return true;
}

static size_t count_changes(const struct ending *e)
{
	const char *of = strstr(e->what, " of ");

	return of && strstr(of, " changes: ") ? strtoull(of + 4, NULL, 10) : 0;
}

static int shrink(struct shrink *s)
{
	static bool kept[MOST_CHANGES];

	if (s->status == EXIT_PASSED) {
		puts("smallest: nothing to look for, the trial is no defect");
		return EXIT_PASSED;
	}
	if (s->status != EXIT_FAILED) {
		return s->status;
	}
	read_ending(s, &s->as_it_is);
	s->changes = count_changes(&s->as_it_is);
	if (!s->changes || s->changes > MOST_CHANGES) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s does not say what the configuration changes",
				s->found);
	}
	s->smallest = s->as_it_is;
	memset(kept, true, s->changes);
	smallest_find(kept, s->changes, ends_so, s);
	printf("smallest: %s, after %u plays: %s\n", s->as_it_is.class, s->plays, s->smallest.what);
	return EXIT_FAILED;
}

int shrink_play(const struct campaign *c)
{
	struct shrink s = { .campaign = c };
	struct places places = { 0 };
	struct problem why;
	int ret;

	if (places_find(&places, &why) != 0) {
		return cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	s.found =
		format("%s/inject/%s-%llu-only/%s%s%s-%llu-%llu.tsv", places.build, c->model->name,
		       (unsigned long long)c->seed, c->machines.item[0], *c->surface ? "-" : "",
		       c->surface, (unsigned long long)c->only, (unsigned long long)c->only + 1);
	s.status = play(&s, "all");
	ret = shrink(&s);
	free(s.found);
	return ret;
}
