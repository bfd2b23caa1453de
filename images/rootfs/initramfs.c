// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes an initramfs (cpio, "newc" format) from a list. Nothing but the list and the contents
 * of the files ends up in it: no time, no owner, no inode number of this computer. So the same
 * input gives the same bytes for every user, path and file system, without root.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEV_MAJOR(type) ((type) == 'c' ? 5 : 0)
#define DEV_MINOR(type) ((type) == 'c' ? 1 : 0)

struct entry {
	char type; /* d: directory, f: file, l: symbolic link, c: the console device */
	unsigned int mode;
	char *path; /* in the guest, without the leading slash */
	char *arg;  /* f: file to read, l: target, d and c: NULL */
	size_t line;
};

struct list {
	struct entry *entries;
	size_t count;
	size_t room;
};

static const char usage_text[] =
	"Usage: initramfs < LIST > CPIO\n"
	"Each line of LIST is one of\n"
	"  d MODE PATH          directory\n"
	"  f MODE PATH SOURCE   file with the contents of SOURCE\n"
	"  l MODE PATH TARGET   symbolic link\n"
	"  c MODE PATH          the console device (5:1)\n"
	"MODE is octal, PATH absolute. Missing parent directories are added. No spaces in names.\n"
	"Two lines for the same PATH are an error.\n";

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("initramfs: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static void *checked(void *memory)
{
	if (!memory) {
		fail("out of memory");
	}
	return memory;
}

static void add(struct list *list, const struct entry *entry)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 64;
		list->entries =
			checked(realloc(list->entries, list->room * sizeof(*list->entries)));
	}
	list->entries[list->count++] = *entry;
}

static void parse_line(struct list *list, char *text, size_t line)
{
	struct entry entry = { .line = line };
	char *type = strtok(text, " \n");
	char *mode = strtok(NULL, " \n");
	char *path = strtok(NULL, " \n");
	char *arg = strtok(NULL, " \n");
	char *end;

	if (!type || *type == '#') {
		return;
	}
	if (strlen(type) != 1 || !strchr("dflc", *type)) {
		fail("line %zu: type is '%s', expected d, f, l or c", line, type);
	}
	if (!path || path[0] != '/' || !path[1]) {
		fail("line %zu: the third word must be an absolute path in the guest", line);
	}
	if (!!arg != (*type == 'f' || *type == 'l') || strtok(NULL, " \n")) {
		fail("line %zu: wrong number of words for type %s (see --help)", line, type);
	}
	entry.type = *type;
	entry.mode = (unsigned int)strtoul(mode, &end, 8);
	if (*end || entry.mode > 07777) {
		fail("line %zu: mode is '%s', expected an octal number up to 7777", line, mode);
	}
	entry.path = checked(strdup(path + 1));
	entry.arg = arg ? checked(strdup(arg)) : NULL;
	add(list, &entry);
}

static bool contains(const struct list *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!strcmp(list->entries[i].path, path)) {
			return true;
		}
	}
	return false;
}

static void add_parents(struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct entry parent = { .type = 'd', .mode = 0755, .line = list->entries[i].line };
		char *path = checked(strdup(list->entries[i].path));
		char *slash = strrchr(path, '/');

		if (slash) {
			*slash = '\0';
		}
		if (!slash || contains(list, path)) {
			free(path);
			continue;
		}
		parent.path = path;
		add(list, &parent);
	}
}

static int by_path(const void *a, const void *b)
{
	const struct entry *first = a, *second = b;

	return strcmp(first->path, second->path);
}

static void check_unique(const struct list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		const struct entry *a = &list->entries[i - 1], *b = &list->entries[i];

		if (!strcmp(a->path, b->path)) {
			fail("/%s is listed twice: lines %zu and %zu", a->path, a->line, b->line);
		}
	}
}

static unsigned int file_type(char type)
{
	switch (type) {
	case 'd':
		return S_IFDIR;
	case 'l':
		return S_IFLNK;
	case 'c':
		return S_IFCHR;
	default:
		return S_IFREG;
	}
}

/* Everything in the format is padded to four bytes. */
static void pad(size_t length)
{
	fwrite("\0\0\0", 1, -length & 3, stdout);
}

static void put_member(size_t inode, const struct entry *entry, const char *data, size_t size)
{
	size_t name_size = strlen(entry->path) + 1;
	int header;

	/* magic inode mode uid gid nlink mtime size device(2) represented-device(2) name check */
	header = printf("070701%08zX%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X", inode,
			file_type(entry->type) | entry->mode, 0, 0, 1, 0, size, 0, 0,
			DEV_MAJOR(entry->type), DEV_MINOR(entry->type), name_size, 0);
	fwrite(entry->path, 1, name_size, stdout);
	pad((size_t)header + name_size);
	fwrite(data, 1, size, stdout);
	pad(size);
}

/* The caller frees the result. */
static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	char *data;

	if (!file || fstat(fileno(file), &status)) {
		fail("cannot open %s: %s", path, strerror(errno));
	}
	if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size > UINT32_MAX) {
		fail("%s is not an ordinary file below 4 GiB", path);
	}
	*size = (size_t)status.st_size;
	data = checked(malloc(*size + 1));
	if (fread(data, 1, *size, file) != *size || fgetc(file) != EOF) {
		fail("%s changed or failed while it was read", path);
	}
	fclose(file);
	return data;
}

static void put_entry(size_t inode, const struct entry *entry)
{
	size_t size;
	char *data;

	switch (entry->type) {
	case 'f':
		data = read_file(entry->arg, &size);
		put_member(inode, entry, data, size);
		free(data);
		break;
	case 'l':
		put_member(inode, entry, entry->arg, strlen(entry->arg));
		break;
	default:
		put_member(inode, entry, "", 0);
	}
}

static void read_list(struct list *list)
{
	char *text = NULL;
	size_t room = 0;

	for (size_t line = 1; getline(&text, &room, stdin) >= 0; line++) {
		parse_line(list, text, line);
	}
	free(text);
}

int main(int argc, char **argv)
{
	static const struct entry trailer = { .type = 'f', .path = "TRAILER!!!" };
	struct list list = { 0 };

	if (argc > 1) {
		bool help = !strcmp(argv[1], "--help");

		fputs(usage_text, help ? stdout : stderr);
		return help ? 0 : 2;
	}
	read_list(&list);
	if (!list.count) {
		fail("the list on standard input is empty");
	}
	add_parents(&list);
	qsort(list.entries, list.count, sizeof(*list.entries), by_path);
	check_unique(&list);
	for (size_t i = 0; i < list.count; i++) {
		put_entry(i + 1, &list.entries[i]);
	}
	put_member(0, &trailer, "", 0);
	if (fflush(stdout) || ferror(stdout)) {
		fail("writing failed: %s", strerror(errno));
	}
	return 0;
}
