/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The configurations of the machines, as built: those to be used are
 * accepted, each of those to be refused is refused with the errno and the
 * sentence of its table.
 */

#include <dirent.h>
#include <stdio.h>

#include "world.h"

#define MACHINES      BUILD_DIR "/machines/"
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

static int check_cell_file(const char *machine, const char *path, struct jailhouse_reason *why)
{
	char system_path[MAX_PATH];
	struct blob system_blob, blob = read_file(path);
	struct config_system system;
	struct config_cell cell;
	const struct config_check check = { .system = &system, .why = why };
	int err;

	snprintf(system_path, sizeof(system_path), MACHINES "%s/%s.cell", machine, machine);
	system_blob = read_file(system_path);
	cr_assert_eq(config_parse_system(&system, system_blob.bytes, system_blob.size, NULL, NULL),
		     0);
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
	struct blob blob = read_file(MACHINES "q35-svm/q35-svm.cell");
	struct jailhouse_reason why = { 0 };
	struct config_system system;
	const struct config_check check = { .system = &system, .platform = &platform, .why = &why };

	cr_assert_eq(config_parse_system(&system, blob.bytes, blob.size, NULL, &why), 0);
	cr_expect_eq(system.config_size, blob.size, "the file has bytes that it does not count");
	cr_expect_eq(config_check_system(&check), 0, "refused, code %u", why.code);
	free(blob.bytes);
}

static bool is_cell(const char *name)
{
	const char *end = strrchr(name, '.');

	return end && !strcmp(end, ".cell");
}

static void expect_accepted_cells(const char *machine, const char *system_file)
{
	char folder_path[MAX_PATH];
	DIR *folder;
	struct dirent *entry;
	u32 count = 0;

	snprintf(folder_path, sizeof(folder_path), MACHINES "%s", machine);
	folder = opendir(folder_path);
	cr_assert_not_null(folder);
	while ((entry = readdir(folder))) {
		struct jailhouse_reason why = { 0 };
		char path[MAX_PATH], sentence[REASON_SENTENCE_MAX] = "";

		if (!is_cell(entry->d_name) || !strcmp(entry->d_name, system_file)) {
			continue;
		}
		snprintf(path, sizeof(path), MACHINES "%s/%s", machine, entry->d_name);
		cr_expect_eq(check_cell_file(machine, path, &why), 0);
		reason_sentence(sentence, sizeof(sentence), &why);
		cr_expect_str_empty(sentence, "%s: %s", entry->d_name, sentence);
		count++;
	}
	closedir(folder);
	cr_expect_gt(count, 6u);
}

Test(machines, cells_accepted)
{
	expect_accepted_cells("q35-svm", "q35-svm.cell");
	expect_accepted_cells("virt-arm64-gicv3", "virt-arm64-gicv3.cell");
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

static void check_row(const char *machine, char *row)
{
	struct jailhouse_reason why = { 0 };
	char path[MAX_PATH], sentence[REASON_SENTENCE_MAX];
	char *file = strtok(row, "\t"), *error = strtok(NULL, "\t"), *text = strtok(NULL, "\n");

	cr_assert(file && error && text);
	snprintf(path, sizeof(path), MACHINES "%s/refused/%s", machine, file);
	cr_expect_eq(check_cell_file(machine, path, &why), -error_number(error), "%s", file);
	reason_sentence(sentence, sizeof(sentence), &why);
	/* a long one may be cut in the table */
	cr_expect_eq(strncmp(sentence, text, strlen(text)), 0, "%s: %s", file, sentence);
}

static u32 count_refused(const char *machine)
{
	char path[MAX_PATH];
	DIR *folder;
	struct dirent *entry;
	u32 count = 0;

	snprintf(path, sizeof(path), MACHINES "%s/refused", machine);
	folder = opendir(path);
	cr_assert_not_null(folder);
	while ((entry = readdir(folder))) {
		count += is_cell(entry->d_name);
	}
	closedir(folder);
	return count;
}

static void expect_refused_cells(const char *machine)
{
	char path[MAX_PATH], row[1024];
	FILE *table;
	u32 count = 0;

	snprintf(path, sizeof(path), MACHINES "%s/refused/expected.tsv", machine);
	table = fopen(path, "r");
	cr_assert_not_null(table, "%s is missing: run from the top of the source tree", path);
	while (fgets(row, sizeof(row), table)) {
		if (row[0] != '#') {
			check_row(machine, row);
			count++;
		}
	}
	fclose(table);
	cr_expect_eq(count, count_refused(machine), "%u rows", count);
}

Test(machines, cells_refused)
{
	expect_refused_cells("q35-svm");
	expect_refused_cells("virt-arm64-gicv3");
}
