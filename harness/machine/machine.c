// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/keys.h"
#include "state.h"

/* "0x3a000000 82M" */
static int read_range(void *field, const char *value, struct problem *why)
{
	struct range *range = field;
	struct words w = { 0 };
	int ret = 0;

	words_split(&w, value);
	if (w.count != 2 || parse_size(w.item[0], &range->base) != 0 ||
	    parse_size(w.item[1], &range->size) != 0) {
		ret = problem_set(why, "expected an address and a size and found `%s`", value);
	}
	words_free(&w);
	return ret;
}

static int read_extension(void *field, const char *value, struct problem *why)
{
	if (strcmp(value, "svm") != 0 && strcmp(value, "vmx") != 0) {
		return problem_set(why, "expected svm or vmx and found `%s`", value);
	}
	return key_text(field, value, why);
}

/* Names of states. */
static int read_states(void *field, const char *value, struct problem *why)
{
	struct words *states = field;
	enum state ignored;

	words_split(states, value);
	for (size_t i = 0; i < states->count; i++) {
		if (state_parse(states->item[i], &ignored, why) != 0) {
			return -1;
		}
	}
	return 0;
}

#define MEMBER(member) offsetof(struct machine, member)

static const struct key keys[] = { { "title", key_text, MEMBER(title), true },
				   { "arch", key_text, MEMBER(arch), true },
				   { "tags", key_words, MEMBER(tags), false },
				   { "like", key_text, MEMBER(like), false },
				   { "near", key_text, MEMBER(near), false },
				   { "hypervisor", key_text, MEMBER(hypervisor), false },
				   { "emulator", key_text, MEMBER(emulator), true },
				   { "emulator-version", key_count, MEMBER(version), true },
				   { "libvirt-version", key_count, MEMBER(libvirt), true },
				   { "kvm", read_extension, MEMBER(kvm), false },
				   { "cpus", key_count, MEMBER(cpus), true },
				   { "ram", read_range, MEMBER(ram), true },
				   { "reserved", read_range, MEMBER(reserved), true },
				   { "kernels", key_words, MEMBER(kernels), true },
				   { "snapshots", read_states, MEMBER(snapshots), false },
				   { "cmdline", key_text, MEMBER(cmdline), true },
				   { "nudge", key_text, MEMBER(nudge), false },
				   { 0 } };

int machine_parse(struct machine *m, const char *text, const char *source, struct problem *why)
{
	uint64_t offset;

	if (keys_read(keys, m, KEYS_FILE, text, source, why) != 0) {
		return -1;
	}
	offset = m->reserved.base - m->ram.base;
	if (m->reserved.base < m->ram.base || offset > m->ram.size ||
	    m->reserved.size > m->ram.size - offset) {
		return problem_set(why, "%s: the reserved range is not inside the RAM", source);
	}
	return 0;
}

static void machine_clear(struct machine *m)
{
	free(m->name);
	free(m->folder);
	free(m->title);
	free(m->arch);
	free(m->emulator);
	free(m->kvm);
	free(m->hypervisor);
	free(m->like);
	free(m->near);
	free(m->cmdline);
	free(m->nudge);
	words_free(&m->kernels);
	words_free(&m->tags);
	words_free(&m->snapshots);
}

void machines_free(struct machine *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		machine_clear(&list[i]);
	}
	free(list);
}

static int load_one(struct machine *m, const char *parent, const char *name, struct problem *why)
{
	char *path = format("%s/%s/machine.conf", parent, name);
	struct text conf = { 0 };
	int ret;

	memset(m, 0, sizeof(*m));
	m->name = copy_string(name);
	m->folder = format("%s/%s", parent, name);
	ret = file_read(path, &conf, why);
	if (ret == 0) {
		ret = machine_parse(m, text_str(&conf), path, why);
	}
	text_free(&conf);
	free(path);
	return ret;
}

int machines_load(const char *folder, struct machine **list, size_t *count, struct problem *why)
{
	struct words names = { 0 };
	int ret = keys_files(folder, "/machine.conf", &names, why);

	*list = calloc(names.count + 1, sizeof(**list));
	*count = 0;
	while (ret == 0 && *list && *count < names.count) {
		ret = load_one(&(*list)[*count], folder, names.item[*count], why);
		(*count)++;
	}
	words_free(&names);
	return ret;
}

const struct machine *machine_find(const struct machine *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, name) == 0) {
			return &list[i];
		}
	}
	return NULL;
}

char *find_program(const char *name)
{
	const char *path = getenv("PATH");
	char *copy = copy_string(path ? path : "/usr/bin:/bin");
	char *save = NULL;
	char *found = NULL;

	for (char *d = strtok_r(copy, ":", &save); d && !found; d = strtok_r(NULL, ":", &save)) {
		char *candidate = format("%s/%s", d, name);

		if (access(candidate, X_OK) == 0) {
			found = candidate;
		} else {
			free(candidate);
		}
	}
	free(copy);
	return found;
}

unsigned int emulator_major(const char *version_line)
{
	const char *p = strstr(version_line, "version ");

	return p ? strtoul(p + strlen("version "), NULL, 10) : 0;
}

char *emulator_version(const char *program)
{
	char *command = format("'%s' --version 2>/dev/null", program);
	char line[256] = "";
	FILE *f = popen(command, "re");

	free(command);
	if (f && !fgets(line, sizeof(line), f)) {
		line[0] = 0;
	}
	if (f) {
		pclose(f);
	}
	return copy_string(trim(line));
}

static unsigned int installed_major(const char *program)
{
	char *line = emulator_version(program);
	unsigned int major = emulator_major(line);

	free(line);
	return major;
}

int machine_can_run(const struct machine *m, struct problem *why)
{
	char *program = find_program(m->emulator);
	unsigned int major;

	if (!program) {
		return problem_set(why, "%s is not installed: run `make setup`", m->emulator);
	}
	major = installed_major(program);
	free(program);
	if (major < m->version) {
		return problem_set(why,
				   "%s is version %u and this machine needs %u or newer: run "
				   "`make setup`",
				   m->emulator, major, m->version);
	}
	return 0;
}
