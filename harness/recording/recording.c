// SPDX-License-Identifier: GPL-2.0-only
/*
 * manifest.json: {"format": 3, "version", "machine", "kernel", "scenario", "accelerator",
 * "verdict", "emulator", "tier", "reason", "seed", "icount" (both of the exact tier), "poison"
 * ("all" or "reserved"), "parameters": {NAME: value} (of a campaign's trial), "injected": [{"what",
 * "cpu", "instructions"}] (faults with their triggers: the CPU that had come to the place, and how
 * many instructions all CPUs had executed), "tools": {NAME: version or hash}, "host":
 * {"architecture", "kernel", "processors"}, "parts": {NAME: SHA-256 of that file}}. The hashes tell
 * a damaged recording from a whole one; they do not prove who made it.
 */
#include "recording.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/pack.h"
#include "../base/hash.h"
#include "../machine/inside.h"

#define FORMAT 3
/* 1: without emulator, tier and reason, as all were played from outside; 2: without what follows */
#define FIRST_FORMAT 1
/* what may be in a part, unpacked */
#define PART_BYTES  (16u << 20)
#define IMAGE_BYTES (64u << 20)

static const char *const names[RECORDED_COUNT] = {
	"manifest.json", "scenario.tcl",   "result.json", "hashes.txt",
	"steps.log",	 "hypervisor.log", "linux.log",	  "hypervisor.cast",
	"linux.cast",	 "inside.sh",	   "exact.log",	  "contents.txt",
	"kernel.txt",	 "vmlinuz",	   "initrd",	  "device-tree.dtb"
};

const char *recorded_name(enum recorded part)
{
	return names[part];
}

const char *recording_word(const struct recording *r, const char *key)
{
	const char *word = json_string_value(json_object_get(r->manifest, key));

	return word ? word : "";
}

/* What scenarios depend on, as YARD_SEED and so on: see lib/outcomes.tcl, lib/more.tcl and
 * ivshmem-storm.tcl. */
static const char *const parameters[] = { "SEED", "FIRST", "COUNT", "SURFACE", "ROUNDS", "STORM" };

static char *variable_of(size_t parameter)
{
	return format("YARD_%s", parameters[parameter]);
}

static void add_parameters(struct recording *r)
{
	json_t *all = json_object();

	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		char *variable = variable_of(i);

		if (getenv(variable)) {
			json_object_set_new(all, parameters[i], json_string(getenv(variable)));
		}
		free(variable);
	}
	if (json_object_size(all)) {
		json_object_set(r->manifest, "parameters", all);
	}
	json_decref(all);
}

void recording_set_parameters(const struct recording *r)
{
	const json_t *all = json_object_get(r->manifest, "parameters");

	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		const char *value = json_string_value(json_object_get(all, parameters[i]));
		char *variable = variable_of(i);

		if (value) {
			setenv(variable, value, 1);
		} else {
			unsetenv(variable);
		}
		free(variable);
	}
}

/* A line of injected.tsv: CPU, instructions, what. */
static json_t *injected_in(char *line)
{
	char *cpu = strsep(&line, "\t"), *instructions = line ? strsep(&line, "\t") : NULL;
	json_t *fault = json_pack("{s:s}", "what", line ? line : "");

	if (instructions && *instructions != '-') {
		json_object_set_new(fault, "cpu", json_integer(strtoul(cpu, NULL, 10)));
		json_object_set_new(fault, "instructions",
				    json_integer(strtoull(instructions, NULL, 10)));
	}
	return fault;
}

static int add_injected(struct recording *r, const char *trial, struct problem *why)
{
	char *path = format("%s/" RECORDED_INJECTED, trial);
	json_t *all = json_array();
	struct text lines = { 0 };
	char *rest, *line;
	int ret = file_exists(path) ? file_read(path, &lines, why) : 0;

	for (rest = lines.len ? lines.data : NULL; (line = strsep(&rest, "\n")) != NULL;) {
		if (*line) {
			json_array_append_new(all, injected_in(line));
		}
	}
	if (json_array_size(all)) {
		json_object_set(r->manifest, "injected", all);
	}
	json_decref(all);
	text_free(&lines);
	free(path);
	return ret;
}

void recording_injected(const struct recording *r, struct text *out)
{
	json_t *fault;
	size_t i;

	json_array_foreach(json_object_get(r->manifest, "injected"), i, fault)
	{
		json_t *instructions = json_object_get(fault, "instructions");
		const char *what = json_string_value(json_object_get(fault, "what"));

		if (instructions) {
			text_printf(out, "%lld\t%lld\t",
				    json_integer_value(json_object_get(fault, "cpu")),
				    json_integer_value(instructions));
		} else {
			text_puts(out, "-\t-\t");
		}
		text_printf(out, "%s\n", what ? what : "");
	}
}

bool recording_has_images(const struct recording *r)
{
	return r->part[RECORDED_VMLINUZ].len && r->part[RECORDED_INITRD].len;
}

bool recording_poisons_all(const struct recording *r)
{
	return strcmp(recording_word(r, "poison"), "all") == 0;
}

void recording_free(struct recording *r)
{
	for (int i = 0; i < RECORDED_COUNT; i++) {
		text_free(&r->part[i]);
	}
	json_decref(r->manifest);
	r->manifest = NULL;
}

static bool is_there(const struct recording *r, int part)
{
	return part < RECORDED_INSIDE || r->part[part].len;
}

static json_t *hashes_of(const struct recording *r)
{
	json_t *parts = json_object();

	for (int i = RECORDED_MANIFEST + 1; i < RECORDED_COUNT; i++) {
		char hash[HASH_TEXT];

		if (is_there(r, i)) {
			hash_text(text_str(&r->part[i]), r->part[i].len, hash);
			json_object_set_new(parts, names[i], json_string(hash));
		}
	}
	return parts;
}

/* What decides what a machine does that counts instructions, and nothing of who it belongs to. */
static void add_circumstances(struct recording *r, const struct recording_source *from)
{
	json_t *tools = json_object();
	struct utsname host;

	if (from->inside) {
		json_object_set_new(r->manifest, "seed", json_string(INSIDE_SEED));
		json_object_set_new(r->manifest, "icount", json_string(INSIDE_ICOUNT));
	}
	json_object_set_new(r->manifest, "poison",
			    json_string(from->poison_all ? "all" : "reserved"));
	for (const struct recording_tool *t = from->tools; t && t->name; t++) {
		json_object_set_new(tools, t->name, json_string(t->is ? t->is : ""));
	}
	json_object_set_new(r->manifest, "tools", tools);
	if (uname(&host) == 0) {
		json_object_set_new(r->manifest, "host",
				    json_pack("{s:s, s:s, s:I}", "architecture", host.machine,
					      "kernel", host.release, "processors",
					      (json_int_t)sysconf(_SC_NPROCESSORS_ONLN)));
	}
}

/* Names of files remain, the folders of this computer go. */
static void hide_folders(struct text *t, const char *const *folders)
{
	for (; folders && *folders; folders++) {
		struct text left = { 0 };
		const char *at = text_str(t), *found;
		char *folder = format("%s/", *folders);

		while ((found = strstr(at, folder)) != NULL) {
			text_append(&left, at, found - at);
			at = found + strlen(folder);
		}
		text_puts(&left, at);
		text_free(t);
		*t = left;
		free(folder);
	}
}

static int make_manifest(struct recording *r, const struct recording_source *from,
			 struct problem *why)
{
	static const char *const taken[] = { "machine", "kernel", "scenario", "accelerator",
					     "verdict" };
	json_t *result = json_loads(text_str(&r->part[RECORDED_RESULT]), 0, NULL);
	/* it may show lines of a console */
	struct text hidden = { 0 };
	char *reason = NULL, *content;

	if (!from->inside && from->reason) {
		text_puts(&hidden, from->reason);
		hide_folders(&hidden, from->folders);
		reason = visible(text_str(&hidden));
		text_free(&hidden);
	}

	r->manifest = json_pack("{s:i, s:s, s:s, s:s, s:s*}", "format", FORMAT, "version",
				from->version, "emulator", from->emulator, "tier",
				from->inside ? "exact" : "scripted", "reason", reason);
	free(reason);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		json_object_set(r->manifest, taken[i], json_object_get(result, taken[i]));
	}
	json_decref(result);
	add_circumstances(r, from);
	add_parameters(r);
	if (add_injected(r, from->inside ? from->inside : from->trial, why) != 0) {
		return -1;
	}
	json_object_set_new(r->manifest, "parts", hashes_of(r));
	content = json_dumps(r->manifest, JSON_INDENT(1));
	if (!content) {
		return problem_set(why, "cannot express the manifest as JSON");
	}
	text_puts(&r->part[RECORDED_MANIFEST], content);
	free(content);
	return 0;
}

/* Parts from @first to @last of a trial. */
static int take_parts(struct recording *r, const char *trial, int first, int last, bool unfinished,
		      struct problem *why)
{
	int ret = 0;

	for (int i = first; ret == 0 && i <= last; i++) {
		char *path = format("%s/%s", trial, names[i]);

		if ((!unfinished && i != RECORDED_STEPS) || file_exists(path)) {
			ret = file_read(path, &r->part[i], why);
		}
		free(path);
	}
	return ret;
}

/* In place of the result that there is not yet. */
static void invent_result(struct recording *r, const struct recording_source *from)
{
	json_t *result = json_pack("{s:s, s:s, s:s, s:s}", "machine", from->machine, "kernel",
				   from->kernel, "scenario", from->name, "verdict", UNFINISHED);
	char *content = json_dumps(result, JSON_INDENT(1));

	text_puts(&r->part[RECORDED_RESULT], content ? content : "");
	free(content);
	json_decref(result);
}

void recording_contents(const char *lines, const char *machine, struct text *out)
{
	char *own = format("/cells/%s/", machine);
	char *copy = copy_string(lines), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *mode = strchr(line, '\t'), *hash = mode ? strchr(mode + 1, '\t') : NULL;

		if (*line == '/' && hash &&
		    (!starts_with(line, "/cells/") || starts_with(line, own))) {
			text_printf(out, "%s  %.*s\n", hash + 1, (int)(mode - line), line);
		}
	}
	free(copy);
	free(own);
}

static int take_files(struct recording *r, const struct recording_source *from, struct problem *why)
{
	const struct {
		const char *path;
		enum recorded part;
	} files[] = { { from->provenance, RECORDED_KERNEL },
		      { from->vmlinuz, RECORDED_VMLINUZ },
		      { from->initrd, RECORDED_INITRD },
		      { from->device_tree, RECORDED_DEVICE_TREE } };
	struct text contents = { 0 };
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < sizeof(files) / sizeof(files[0]); i++) {
		if (files[i].path && file_exists(files[i].path)) {
			ret = file_read(files[i].path, &r->part[files[i].part], why);
		}
	}
	if (ret == 0 && from->contents && file_exists(from->contents)) {
		ret = file_read(from->contents, &contents, why);
		recording_contents(text_str(&contents), from->machine, &r->part[RECORDED_CONTENTS]);
	}
	text_free(&contents);
	return ret;
}

int recording_make(struct recording *r, const struct recording_source *from, struct problem *why)
{
	int ret = take_parts(r, from->trial, RECORDED_RESULT, RECORDED_LINUX_CAST, from->unfinished,
			     why);

	/* a story that is being written waits for what is in the logs: it comes last */
	if (ret == 0) {
		ret = file_read(from->scenario, &r->part[RECORDED_SCENARIO], why);
	}
	hide_folders(&r->part[RECORDED_RESULT], from->folders);
	hide_folders(&r->part[RECORDED_STEPS], from->folders);
	if (ret == 0 && from->unfinished && !r->part[RECORDED_RESULT].len) {
		invent_result(r, from);
	}
	if (ret == 0 && from->inside) {
		ret = take_parts(r, from->trial, RECORDED_INSIDE, RECORDED_INSIDE, false, why);
	}
	if (ret == 0 && from->inside) {
		ret = take_parts(r, from->inside, RECORDED_EXACT, RECORDED_EXACT, false, why);
	}
	if (ret == 0) {
		ret = take_files(r, from, why);
	}
	return ret == 0 ? make_manifest(r, from, why) : -1;
}

char *recording_path(const char *target, const char *scenario, bool several)
{
	static const char suffix[] = ".yard";
	size_t len = strlen(target);
	struct stat st;
	bool suffixed;

	if ((len && target[len - 1] == '/') || (stat(target, &st) == 0 && S_ISDIR(st.st_mode))) {
		while (len && target[len - 1] == '/') {
			len--;
		}
		return format("%.*s/%s%s", (int)len, target, scenario, suffix);
	}
	if (!several) {
		return copy_string(target);
	}
	suffixed = len > strlen(suffix) && strcmp(target + len - strlen(suffix), suffix) == 0;
	len -= suffixed ? strlen(suffix) : 0;
	return format("%.*s-%s%s", (int)len, target, scenario, suffixed ? suffix : "");
}

/* It gets its name when it is whole. */
static char *unfinished_path(const char *path)
{
	return format("%s.unfinished", path);
}

int recording_possible(const char *path, struct problem *why)
{
	char *unfinished = unfinished_path(path);
	struct stat st;
	int fd = -1, ret = 0;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		ret = problem_set(why, "cannot write %s: it is %s", path,
				  S_ISDIR(st.st_mode) ? "a folder" : "no plain file");
	} else if ((fd = open(unfinished, O_WRONLY | O_CREAT | O_CLOEXEC, 0666)) < 0) {
		ret = problem_set(why, "cannot write %s: %s", path, strerror(errno));
	} else {
		close(fd);
		unlink(unfinished);
	}
	free(unfinished);
	return ret;
}

int recording_write(const struct recording *r, const char *path, struct problem *why)
{
	char *unfinished = unfinished_path(path);
	struct archive *a = archive_write_new();
	int ret = archive_write_set_format_ustar(a);

	if (ret == ARCHIVE_OK && archive_write_add_filter_zstd(a) == ARCHIVE_OK) {
		ret = archive_write_open_filename(a, unfinished);
	}
	for (int i = 0; ret == ARCHIVE_OK && i < RECORDED_COUNT; i++) {
		if (is_there(r, i)) {
			ret = pack_add(a, names[i], S_IFREG | 0644, &r->part[i]);
		}
	}
	if (ret == ARCHIVE_OK) {
		ret = archive_write_close(a);
	}
	if (ret != ARCHIVE_OK) {
		problem_set(why, "cannot write %s: %s", path, strerror(archive_errno(a)));
	} else if (rename(unfinished, path) != 0) {
		ret = problem_set(why, "cannot write %s: %s", path, strerror(errno));
	}
	if (ret != ARCHIVE_OK) {
		remove(unfinished);
	}
	archive_write_free(a);
	free(unfinished);
	return ret == ARCHIVE_OK ? 0 : -1;
}

static int part_named(const char *name)
{
	for (int i = 0; i < RECORDED_COUNT; i++) {
		if (name && strcmp(name, names[i]) == 0) {
			return i;
		}
	}
	return -1;
}

/* libarchive names the file, and leaves out what the system said of it. */
static int archive_says(struct archive *a, struct problem *why)
{
	int error = archive_errno(a);
	/* its own: not of a format that it knows, or used wrongly */
	bool own = error <= 0 || error == EILSEQ || error == EINVAL;
	const char *said = archive_error_string(a);

	return problem_set(why, "%s%s%s", said ? said : "it cannot be read", own ? "" : ": ",
			   own ? "" : strerror(error));
}

/* Bounded by what is read, not by what the head says. */
static int read_part(struct archive *a, struct text *part, enum recorded which, struct problem *why)
{
	const size_t most = which >= RECORDED_VMLINUZ ? IMAGE_BYTES : PART_BYTES;
	char block[65536];
	la_ssize_t n;

	while ((n = archive_read_data(a, block, sizeof(block))) > 0) {
		if (part->len + n > most) {
			return problem_set(why, "%s is larger than %zu MiB", names[which],
					   most >> 20);
		}
		text_append(part, block, n);
	}
	return n < 0 ? archive_says(a, why) : 0;
}

static int take_entry(struct recording *r, struct archive *a, struct archive_entry *entry,
		      bool seen[], struct problem *why)
{
	const char *name = archive_entry_pathname(entry);
	int part = part_named(name);

	if (part < 0) {
		return problem_set(why, "it contains %.100s, which is no part of a recording",
				   name ? name : "a file without a name");
	}
	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry)) {
		return problem_set(why, "its %s is no plain file", name);
	}
	if (seen[part]) {
		return problem_set(why, "it contains %s twice", name);
	}
	seen[part] = true;
	return read_part(a, &r->part[part], part, why);
}

static int read_parts(struct recording *r, struct archive *a, struct problem *why)
{
	bool seen[RECORDED_COUNT] = { false };
	struct archive_entry *entry;
	int next;

	while ((next = archive_read_next_header(a, &entry)) == ARCHIVE_OK) {
		if (take_entry(r, a, entry, seen, why) != 0) {
			return -1;
		}
	}
	if (next != ARCHIVE_EOF) {
		return archive_says(a, why);
	}
	for (int i = 0; i < RECORDED_INSIDE; i++) {
		if (!seen[i]) {
			return problem_set(why, "it has no %s", names[i]);
		}
	}
	return 0;
}

/* They become parts of the environment. */
static bool are_plain_words(const json_t *object)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		const char *word = json_string_value(value);

		if (!word || strlen(word) > 64 || strspn(word, good) != strlen(word)) {
			return false;
		}
	}
	return true;
}

/* Names become parts of paths. */
static bool is_plain_name(const char *s)
{
	static const char good[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

	return *s && *s != '.' && strlen(s) < 64 && strspn(s, good) == strlen(s);
}

static bool are_visible_lines(const char *s)
{
	char *copy = copy_string(s), *rest = copy;
	bool good = true;

	while (good && rest) {
		good = is_visible(strsep(&rest, "\n"));
	}
	free(copy);
	return good;
}

/* Words are shown: nothing that a terminal obeys. With @lines there may be several. */
static bool is_harmless(const json_t *value, bool lines)
{
	const char *word = json_string_value(value), *key;
	json_t *each;
	size_t i;

	if (word) {
		return lines ? are_visible_lines(word) : is_visible(word);
	}
	json_array_foreach((json_t *)value, i, each)
	{
		if (!is_harmless(each, false)) {
			return false;
		}
	}
	json_object_foreach((json_t *)value, key, each)
	{
		/* a difference between two consoles may be one */
		if (!is_visible(key) || !is_harmless(each, strcmp(key, "reason") == 0)) {
			return false;
		}
	}
	return true;
}

static int check_manifest(struct recording *r, struct problem *why)
{
	json_t *hashes, *parts;
	json_int_t format;
	int ret = 0;

	r->manifest = json_loads(text_str(&r->part[RECORDED_MANIFEST]), 0, NULL);
	if (!json_is_object(r->manifest)) {
		return problem_set(why, "its manifest is no JSON object");
	}
	format = json_integer_value(json_object_get(r->manifest, "format"));
	if (format < FIRST_FORMAT || format > FORMAT) {
		return problem_set(why, "its format is %lld, and this yard knows formats %d to %d",
				   (long long)format, FIRST_FORMAT, FORMAT);
	}
	if (!is_plain_name(recording_word(r, "machine")) ||
	    !is_plain_name(recording_word(r, "scenario")) ||
	    !is_plain_name(recording_word(r, "kernel"))) {
		return problem_set(why, "its manifest does not name machine, kernel and scenario");
	}
	if (!is_harmless(r->manifest, false)) {
		return problem_set(why, "its manifest has control characters");
	}
	if (!are_plain_words(json_object_get(r->manifest, "parameters"))) {
		return problem_set(why, "its manifest has parameters that no campaign has");
	}
	parts = json_object_get(r->manifest, "parts");
	hashes = hashes_of(r);
	for (int i = RECORDED_MANIFEST + 1; ret == 0 && i < RECORDED_COUNT; i++) {
		json_t *now = json_object_get(hashes, names[i]);
		json_t *then = json_object_get(parts, names[i]);

		if (now != then && !json_equal(now, then)) {
			ret = problem_set(why,
					  "its %s is not what its manifest says: it was damaged or "
					  "changed",
					  names[i]);
		}
	}
	json_decref(hashes);
	return ret;
}

/* The sentence may name what is in the file. */
static int refuse(const char *path, const char *reason, struct problem *why)
{
	char *shown = visible(reason);
	int ret = problem_set(why, "%s is no usable recording: %s", path, shown);

	free(shown);
	return ret;
}

/* For reading, or -1 with what the system says of it. */
static int open_file(const char *path, struct problem *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		fd = -1;
		errno = EISDIR;
	}
	if (fd < 0) {
		problem_set(why, "cannot open the recording %s: %s", path, strerror(errno));
	}
	return fd;
}

static int read_archive(struct recording *r, int fd, struct problem *reason)
{
	struct archive *a = archive_read_new();
	int ret;

	archive_read_support_format_tar(a);
	archive_read_support_filter_zstd(a);
	/* it reads the beginning here already, and tells what it finds there */
	ret = archive_read_open_fd(a, fd, 65536) == ARCHIVE_OK ? read_parts(r, a, reason)
							       : archive_says(a, reason);
	archive_read_free(a);
	return ret;
}

int recording_read(struct recording *r, const char *path, struct problem *why)
{
	struct problem reason = { "" };
	int ret, fd = open_file(path, why);

	if (fd < 0) {
		return -1;
	}
	ret = read_archive(r, fd, &reason);
	close(fd);
	if (ret == 0) {
		ret = check_manifest(r, &reason);
	}
	return ret == 0 ? 0 : refuse(path, reason.text, why);
}
