// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/keys.h"

#define KNOWN_KEYS                                                                                 \
	"title, arch, emulator, emulator-version, libvirt-version, cpus, ram, reserved, "          \
	"kernels, cmdline, tags, kvm"

/* "0x3a000000 82M" */
static int parse_range(const char *value, uint64_t *base, uint64_t *size, struct problem *why)
{
	struct words w = { 0 };
	int ret = 0;

	words_split(&w, value);
	if (w.count != 2 || parse_size(w.item[0], base) != 0 || parse_size(w.item[1], size) != 0) {
		ret = problem_set(why, "expected an address and a size and found `%s`", value);
	}
	words_free(&w);
	return ret;
}

static int parse_count(const char *value, unsigned int *count, struct problem *why)
{
	uint64_t n;

	if (parse_size(value, &n) != 0 || n == 0 || n > 1000) {
		return problem_set(why, "expected a number from 1 to 1000 and found `%s`", value);
	}
	*count = n;
	return 0;
}

static int take_text(char **where, const char *value)
{
	free(*where);
	*where = copy_string(value);
	return 0;
}

static int take_key(void *context, const char *key, const char *value, unsigned int line,
		    struct problem *why)
{
	struct machine *m = context;
	const struct {
		const char *key;
		char **where;
	} texts[] = { { "title", &m->title },
		      { "arch", &m->arch },
		      { "emulator", &m->emulator },
		      { "kvm", &m->kvm },
		      { "cmdline", &m->cmdline } };
	const struct {
		const char *key;
		unsigned int *where;
	} counts[] = { { "emulator-version", &m->version },
		       { "libvirt-version", &m->libvirt },
		       { "cpus", &m->cpus } };

	(void)line;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strcmp(key, texts[i].key) == 0) {
			return take_text(texts[i].where, value);
		}
	}
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		if (strcmp(key, counts[i].key) == 0) {
			return parse_count(value, counts[i].where, why);
		}
	}
	if (strcmp(key, "ram") == 0) {
		return parse_range(value, &m->ram_base, &m->ram_size, why);
	}
	if (strcmp(key, "reserved") == 0) {
		return parse_range(value, &m->reserved_base, &m->reserved_size, why);
	}
	if (strcmp(key, "kernels") == 0) {
		words_split(&m->kernels, value);
		return 0;
	}
	if (strcmp(key, "tags") == 0) {
		words_split(&m->tags, value);
		return 0;
	}
	return keys_unknown(key, KNOWN_KEYS, why);
}

int machine_parse(struct machine *m, const char *text, const char *source, struct problem *why)
{
	if (keys_parse_file_text(text, source, take_key, m, why) != 0) {
		return -1;
	}
	if (!m->title || !m->arch || !m->emulator || !m->cmdline || !m->cpus || !m->ram_size ||
	    !m->reserved_size || !m->kernels.count || !m->version || !m->libvirt) {
		return problem_set(why, "%s: a key is missing; a machine needs %s", source,
				   KNOWN_KEYS);
	}
	if (m->kvm && strcmp(m->kvm, "svm") != 0 && strcmp(m->kvm, "vmx") != 0) {
		return problem_set(why, "%s: kvm is svm or vmx, and not `%s`", source, m->kvm);
	}
	if (m->reserved_base < m->ram_base || m->reserved_base - m->ram_base > m->ram_size ||
	    m->reserved_size > m->ram_size - (m->reserved_base - m->ram_base)) {
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
	free(m->cmdline);
	words_free(&m->kernels);
	words_free(&m->tags);
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

static int list_machines(const char *folder, struct words *names, struct problem *why)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir) {
		return problem_set(why,
				   "there is no folder %s: start yard inside the Cellyard "
				   "checkout, or set YARD_TOP to it",
				   folder);
	}
	while ((entry = readdir(dir))) {
		char *conf = format("%s/%s/machine.conf", folder, entry->d_name);

		if (entry->d_name[0] != '.' && file_exists(conf)) {
			words_add(names, entry->d_name);
		}
		free(conf);
	}
	closedir(dir);
	words_sort(names);
	return 0;
}

int machines_load(const char *folder, struct machine **list, size_t *count, struct problem *why)
{
	struct words names = { 0 };
	int ret = list_machines(folder, &names, why);

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

static unsigned int installed_major(const char *program)
{
	char *command = format("'%s' --version 2>/dev/null", program);
	char line[256] = "";
	FILE *f = popen(command, "re");

	free(command);
	if (!f) {
		return 0;
	}
	if (!fgets(line, sizeof(line), f)) {
		line[0] = 0;
	}
	pclose(f);
	return emulator_major(line);
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
