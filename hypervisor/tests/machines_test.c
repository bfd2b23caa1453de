/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The configurations of the machines, as built: those to be used are
 * accepted, each of those to be refused is refused with the errno and the
 * sentence of its table.
 */

#include <dirent.h>
#include <stdio.h>

#include "world.h"

#define MACHINE	      BUILD_DIR "/machines/q35-svm"
#define REFUSED	      MACHINE "/refused"
#define TABLE	      MACHINE "/refused/expected.tsv"
#define MAX_FILE_SIZE 65536
#define MAX_PATH      512

static struct blob read_file(const char *path)
{
	struct blob blob = { .bytes = malloc(MAX_FILE_SIZE) };
	FILE *file = fopen(path, "rb");

	cr_assert_not_null(file, "%s is missing", path);
	blob.size = fread(blob.bytes, 1, MAX_FILE_SIZE, file);
	fclose(file);
	cr_assert_lt(blob.size, MAX_FILE_SIZE);
	return blob;
}

static int check_cell_file(const char *path, struct jailhouse_reason *why)
{
	struct blob system_blob = read_file(MACHINE "/q35-svm.cell"), blob = read_file(path);
	struct config_system system;
	struct config_cell cell;
	const struct config_check check = { .system = &system, .why = why };
	int err;

	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL), 0);
	err = config_parse_cell(&cell, blob.bytes, blob.size, why);
	if (!err) {
		err = config_check_cell(&check, &cell);
	}
	free(blob.bytes);
	free(system_blob.bytes);
	return err;
}

Test(machines, system_accepted)
{
	static const u8 cpus = 0x0f;
	static const struct config_platform platform = {
		.vendor = CONFIG_VENDOR_AMD,
		.architecture_known = true,
		.architecture = JAILHOUSE_X86,
		.num_cpus = 4,
		.cpu_set = &cpus,
		.cpu_set_size = 1,
	};
	struct blob blob = read_file(MACHINE "/q35-svm.cell");
	struct jailhouse_reason why = { 0 };
	struct config_system system;
	const struct config_check check = { .system = &system, .platform = &platform, .why = &why };

	cr_assert_eq(config_parse_system(&system, blob.bytes, blob.size, &why), 0);
	cr_expect_eq(system.config_size, blob.size, "the file has bytes that it does not count");
	cr_expect_eq(config_check_system(&check), 0, "refused, code %u", why.code);
	free(blob.bytes);
}

static bool is_cell(const char *name)
{
	const char *end = strrchr(name, '.');

	return end && !strcmp(end, ".cell") && strcmp(name, "q35-svm.cell");
}

Test(machines, cells_accepted)
{
	DIR *folder = opendir(MACHINE);
	struct dirent *entry;
	u32 count = 0;

	cr_assert_not_null(folder);
	while ((entry = readdir(folder))) {
		struct jailhouse_reason why = { 0 };
		char path[MAX_PATH], sentence[REASON_SENTENCE_MAX] = "";

		if (!is_cell(entry->d_name)) {
			continue;
		}
		snprintf(path, sizeof(path), MACHINE "/%s", entry->d_name);
		cr_expect_eq(check_cell_file(path, &why), 0);
		reason_sentence(sentence, sizeof(sentence), &why);
		cr_expect_str_empty(sentence, "%s: %s", entry->d_name, sentence);
		count++;
	}
	closedir(folder);
	cr_expect_gt(count, 6u);
}

static int error_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} errors[] = { { "EINVAL", EINVAL },
		       { "EBUSY", EBUSY },
		       { "EEXIST", EEXIST },
		       { "E2BIG", E2BIG },
		       { "ERANGE", ERANGE } };

	for (size_t n = 0; n < ARRAY_SIZE(errors); n++) {
		if (!strcmp(errors[n].name, name)) {
			return errors[n].number;
		}
	}
	cr_assert_fail("%s is no errno of the configuration format", name);
	return 0;
}

static void check_row(char *row)
{
	struct jailhouse_reason why = { 0 };
	char path[MAX_PATH], sentence[REASON_SENTENCE_MAX];
	char *file = strtok(row, "\t"), *error = strtok(NULL, "\t"), *text = strtok(NULL, "\n");

	cr_assert(file && error && text);
	snprintf(path, sizeof(path), REFUSED "/%s", file);
	cr_expect_eq(check_cell_file(path, &why), -error_number(error), "%s", file);
	reason_sentence(sentence, sizeof(sentence), &why);
	cr_expect_str_eq(sentence, text, "%s: %s", file, sentence);
}

static u32 count_refused(void)
{
	DIR *folder = opendir(REFUSED);
	struct dirent *entry;
	u32 count = 0;

	cr_assert_not_null(folder);
	while ((entry = readdir(folder))) {
		count += is_cell(entry->d_name);
	}
	closedir(folder);
	return count;
}

Test(machines, cells_refused)
{
	FILE *table = fopen(TABLE, "r");
	char row[1024];
	u32 count = 0;

	cr_assert_not_null(table, TABLE " is missing: run from the top of the source tree");
	while (fgets(row, sizeof(row), table)) {
		if (row[0] != '#') {
			check_row(row);
			count++;
		}
	}
	fclose(table);
	cr_expect_eq(count, count_refused(), "%u rows", count);
}
