// SPDX-License-Identifier: GPL-2.0-only
#include "process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"

/* What proc_pid_stat(5) has after the name, which can hold blanks and brackets: "S 1 2 ..." */
static const char *after_name(const struct text *stat)
{
	const char *end = strrchr(text_str(stat), ')');

	return end && end[1] == ' ' ? end + 2 : "";
}

char process_state(pid_t pid)
{
	char *path = format("/proc/%d/stat", (int)pid);
	struct text stat = { 0 };
	char state = 0;

	if (file_read(path, &stat, NULL) == 0) {
		state = *after_name(&stat);
	}
	text_free(&stat);
	free(path);
	return state;
}

const char *process_state_word(char state)
{
	static const struct {
		char letter;
		const char *word;
	} words[] = { { 'R', "running" },
		      { 'S', "sleeping" },
		      { 'D', "waiting for a device of the host" },
		      { 'T', "stopped by a signal" },
		      { 't', "held by a debugger" },
		      { 'Z', "dead and not buried" },
		      { 0, "gone" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].letter == state) {
			return words[i].word;
		}
	}
	return "in an unusual state";
}

/* Fields 14 and 15 of the line, in clock ticks; 3 is the first that @fields has. */
static double cpu_seconds(const char *fields)
{
	unsigned long user = 0, system = 0;

	sscanf(fields, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
	return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

int64_t process_cpu_ms(pid_t pid)
{
	char *path = format("/proc/%d/stat", (int)pid);
	struct text stat = { 0 };
	int64_t ms = -1;

	if (file_read(path, &stat, NULL) == 0) {
		ms = cpu_seconds(after_name(&stat)) * 1000;
	}
	text_free(&stat);
	free(path);
	return ms;
}

static void add_thread(pid_t pid, const char *thread, struct text *out)
{
	static const char *const files[] = { "stat", "comm", "wchan" };
	struct text content[3] = { 0 };

	for (size_t i = 0; i < 3; i++) {
		char *path = format("/proc/%d/task/%s/%s", (int)pid, thread, files[i]);

		file_read(path, &content[i], NULL);
		free(path);
	}
	if (content[0].len) {
		const char *name = text_str(&content[1]), *where = text_str(&content[2]);

		text_printf(out, "%-16.*s %c  %8.2f s of CPU time%s%s\n", (int)strcspn(name, "\n"),
			    name, *after_name(&content[0]), cpu_seconds(after_name(&content[0])),
			    *where && strcmp(where, "0") != 0 ? ", in " : "",
			    strcmp(where, "0") != 0 ? where : "");
	}
	for (size_t i = 0; i < 3; i++) {
		text_free(&content[i]);
	}
}

void process_threads(pid_t pid, struct text *out)
{
	char *folder = format("/proc/%d/task", (int)pid);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.') {
			add_thread(pid, entry->d_name, out);
		}
	}
	if (dir) {
		closedir(dir);
	}
	free(folder);
}
