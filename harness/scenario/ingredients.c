// SPDX-License-Identifier: GPL-2.0-only
#include "ingredients.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "../base/command.h"
#include "../base/files.h"

#define KEY_DIGITS 16

static const char *const images[] = { "vmlinuz", "initrd" };

#define IMAGE_COUNT (sizeof(images) / sizeof(images[0]))

static char *built(const struct places *places, const char *kernel, const char *name)
{
	if (places->images) {
		return format("%s/%s", places->images, name);
	}
	return format("%s/%s/%s/%s", places->build,
		      strcmp(name, "vmlinuz") == 0 ? "kernels" : "images", kernel, name);
}

static char *staged(const struct places *places, const char *kernel, const char *name)
{
	return format("%s/images/%s/%s", places->scratch, kernel, name);
}

/* Hash @files into @target, which is written only once. */
static int write_hashes(const struct words *files, const char *target, struct problem *why)
{
	struct text hashes = { 0 };
	int ret = hash_files(files, &hashes, why);

	if (ret == 0) {
		ret = file_write(target, text_str(&hashes), why);
	}
	text_free(&hashes);
	return ret;
}

static int stage_kernel(const struct places *places, const char *kernel, struct problem *why)
{
	char *hashes = staged(places, kernel, "hashes");
	char *folder = format("%s/images/%s", places->scratch, kernel);
	struct words files = { 0 };
	int ret = file_exists(hashes) ? 0 : folder_make(folder, why);

	for (size_t i = 0; ret == 0 && !file_exists(hashes) && i < IMAGE_COUNT; i++) {
		char *from = built(places, kernel, images[i]);
		char *to = staged(places, kernel, images[i]);

		if (file_exists(from)) {
			ret = file_copy(from, to, why);
			words_add(&files, to);
		}
		free(to);
		free(from);
	}
	if (ret == 0 && files.count) {
		ret = write_hashes(&files, hashes, why);
	}
	words_free(&files);
	free(folder);
	free(hashes);
	return ret;
}

/* A machine without one has what QEMU describes. */
static char *built_device_tree(const struct places *places, const struct machine *m)
{
	return places->images ? format("%s/%s.dtb", places->images, m->name)
			      : format("%s/machines/%s/%s.dtb", places->build, m->name, m->name);
}

char *ingredients_device_tree(const struct places *places, const struct machine *m)
{
	return format("%s/images/%s.dtb", places->scratch, m->name);
}

static int stage_emulator(const struct places *places, const struct machine *m, struct problem *why)
{
	char *hashes = format("%s/images/%s.hashes", places->scratch, m->emulator);
	char *program = find_program(m->emulator);
	struct words files = { 0 };
	int ret = 0;

	if (program && !file_exists(hashes)) {
		words_add(&files, program);
		ret = write_hashes(&files, hashes, why);
	}
	words_free(&files);
	free(program);
	free(hashes);
	return ret;
}

static int stage_device_tree(const struct places *places, const struct machine *m,
			     struct problem *why)
{
	char *from = built_device_tree(places, m);
	char *to = ingredients_device_tree(places, m);
	int ret = 0;

	if (file_exists(from) && !file_exists(to)) {
		ret = file_copy(from, to, why);
	}
	free(to);
	free(from);
	return ret;
}

int ingredients_stage(const struct places *places, const struct machine *m, const char *kernel,
		      struct problem *why)
{
	int ret = stage_kernel(places, kernel, why);

	ret = ret == 0 ? stage_device_tree(places, m, why) : ret;
	return ret == 0 ? stage_emulator(places, m, why) : ret;
}

char *ingredients_path(const struct places *places, const char *kernel, const char *name,
		       struct problem *why)
{
	char *path = staged(places, kernel, name);

	if (!file_exists(path)) {
		char *missing = built(places, kernel, name);

		problem_set(why, "%s is not built: run `make all`", missing);
		free(missing);
		free(path);
		return NULL;
	}
	return path;
}

/* The parts of the scenarios' library that bring a machine into a state. */
static const char *const state_makers[] = { "console.tcl", "harness.tcl", "cellyard.tcl" };

static bool makes_state(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	for (size_t i = 0; i < sizeof(state_makers) / sizeof(state_makers[0]); i++) {
		if (strcmp(name, state_makers[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* The library's files that make a state, or all others. */
static void add_library(const struct places *places, bool makers, struct words *files)
{
	char *pattern = format("%s/scenarios/lib/*.tcl", places->top);
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			if (makes_state(found.gl_pathv[i]) == makers) {
				words_add(files, found.gl_pathv[i]);
			}
		}
		globfree(&found);
	}
	free(pattern);
}

/* How machines are started and how scenarios bring them into a state. */
static int hash_descriptions(const struct places *places, const struct machine *m, struct text *out,
			     struct problem *why)
{
	struct words files = { 0 };
	char *path;
	int ret;

	path = format("%s/machine.conf", m->folder);
	words_add(&files, path);
	free(path);
	path = format("%s/domain.xml", m->folder);
	words_add(&files, path);
	free(path);
	path = ingredients_device_tree(places, m);
	if (file_exists(path)) {
		words_add(&files, path);
	}
	free(path);
	add_library(places, true, &files);
	ret = hash_files(&files, out, why);
	words_free(&files);
	return ret;
}

/* Names without the folders of this computer: HASH  NAME */
static void shorten(struct text *lines)
{
	struct text shorter = { 0 };
	char *save = NULL;

	for (char *line = lines->data ? strtok_r(lines->data, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *name = strchr(line, ' ');
		char *base = strrchr(line, '/');

		text_printf(&shorter, "%.*s  %s\n", name ? (int)(name - line) : 0, line,
			    base ? base + 1 : line);
	}
	text_free(lines);
	*lines = shorter;
}

static int collect(const struct places *places, const struct machine *m, const char *kernel,
		   struct text *out, struct problem *why)
{
	char *image_hashes = staged(places, kernel, "hashes");
	char *emulator_hashes = format("%s/images/%s.hashes", places->scratch, m->emulator);
	int ret = -1;

	if (file_read(image_hashes, out, why) == 0 && file_read(emulator_hashes, out, why) == 0) {
		ret = hash_descriptions(places, m, out, why);
	}
	shorten(out);
	free(emulator_hashes);
	free(image_hashes);
	return ret;
}

int ingredients_hashes(const struct places *places, const struct machine *m, const char *kernel,
		       struct text *out, struct problem *why)
{
	char *const paths[] = {
		built(places, kernel, "vmlinuz"),   built(places, kernel, "initrd"),
		find_program(m->emulator),	    format("%s/machine.conf", m->folder),
		format("%s/domain.xml", m->folder), built_device_tree(places, m),
	};
	struct words files = { 0 };
	int ret;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (paths[i] && file_exists(paths[i])) {
			words_add(&files, paths[i]);
		}
		free(paths[i]);
	}
	ret = hash_files(&files, out, why);
	shorten(out);
	words_free(&files);
	return ret;
}

static char *hash_of(const char *file, struct problem *why)
{
	struct words files = { 0 };
	struct text line = { 0 };
	char *key = NULL;

	words_add(&files, file);
	if (hash_files(&files, &line, why) == 0) {
		key = format("%.*s", KEY_DIGITS, text_str(&line));
	}
	text_free(&line);
	words_free(&files);
	return key;
}

/* What ran, and made no difference to the state that it began in. */
static int add_scenario(const struct places *places, const char *scenario, struct text *lines,
			struct problem *why)
{
	struct words files = { 0 };
	struct text hash = { 0 };
	int ret;

	add_library(places, false, &files);
	words_add(&files, scenario);
	ret = hash_files(&files, &hash, why);
	shorten(&hash);
	text_puts(lines, text_str(&hash));
	text_free(&hash);
	words_free(&files);
	return ret;
}

char *ingredients_record(const struct places *places, const struct machine *m, const char *kernel,
			 const char *scenario, const char *results, struct problem *why)
{
	char *target = format("%s/hashes.txt", results);
	struct text lines = { 0 };
	char *key = NULL;

	if (collect(places, m, kernel, &lines, why) == 0 &&
	    file_write(target, text_str(&lines), why) == 0) {
		key = hash_of(target, why);
	}
	if (key && scenario &&
	    (add_scenario(places, scenario, &lines, why) != 0 ||
	     file_write(target, text_str(&lines), why) != 0)) {
		free(key);
		key = NULL;
	}
	text_free(&lines);
	free(target);
	return key;
}
