// SPDX-License-Identifier: GPL-2.0-only
/* Recordings: what is written is read, and what is anything else is refused. */
#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../recording/compare.h"
#include "../recording/recording.h"
#include "../cli/unpack.h"

static struct problem why;
static char folder[] = "/tmp/yard-recording-XXXXXX";
static char *path;

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	path = format("%s/x.yard", folder);
}

static void remove_folder(void)
{
	folder_remove(folder, NULL);
	free(path);
}

static void put(const char *name, const char *content)
{
	char *file = format("%s/%s", folder, name);

	cr_assert_eq(file_write(file, content, &why), 0, "%s", why.text);
	free(file);
}

/* A trial's folder and the recording of it. */
static void make_recording_of(const char *machine, const char *inside)
{
	char *scenario = format("%s/scenario.tcl", folder);
	char *result = format("{\"machine\": \"%s\", \"scenario\": \"tour\", \"kernel\": \"k\", "
			      "\"verdict\": \"PASS\", \"accelerator\": \"tcg\"}",
			      machine);
	const struct recording_source from = { .trial = folder,
					       .scenario = scenario,
					       .version = "1.2",
					       .emulator = "QEMU",
					       .inside = inside,
					       .machine = machine,
					       .reason = "it types" };
	struct recording r = { 0 };

	for (int i = RECORDED_SCENARIO; i < RECORDED_COUNT; i++) {
		put(recorded_name(i), recorded_name(i));
	}
	put("result.json", result);
	cr_assert_eq(recording_make(&r, &from, &why), 0, "%s", why.text);
	cr_assert_eq(recording_write(&r, path, &why), 0, "%s", why.text);
	recording_free(&r);
	free(result);
	free(scenario);
}

static void make_recording(const char *machine)
{
	make_recording_of(machine, NULL);
}

static const char *refusal(void)
{
	struct recording r = { 0 };

	cr_assert_neq(recording_read(&r, path, &why), 0, "it was taken");
	recording_free(&r);
	return why.text;
}

static bool ends_with(const char *s, const char *end)
{
	return strlen(s) >= strlen(end) && strcmp(s + strlen(s) - strlen(end), end) == 0;
}

TestSuite(recording, .init = make_folder, .fini = remove_folder);

Test(recording, what_is_written_is_read)
{
	struct recording r = { 0 };

	make_recording("q35-svm");
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	cr_assert_str_eq(recording_word(&r, "machine"), "q35-svm");
	cr_assert_str_eq(recording_word(&r, "version"), "1.2");
	cr_assert_str_eq(text_str(&r.part[RECORDED_LINUX_CAST]), "linux.cast");
	cr_assert_str_eq(recording_word(&r, "tier"), "scripted");
	cr_assert_str_eq(recording_word(&r, "reason"), "it types");
	cr_assert_eq(r.part[RECORDED_INSIDE].len + r.part[RECORDED_EXACT].len, 0);
	recording_free(&r);
}

Test(recording, what_the_machine_plays_by_itself_is_read)
{
	struct recording r = { 0 };

	make_recording_of("q35-svm", folder);
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	cr_assert_str_eq(recording_word(&r, "tier"), "exact");
	cr_assert_str_eq(recording_word(&r, "reason"), "");
	cr_assert_str_eq(text_str(&r.part[RECORDED_INSIDE]), "inside.sh");
	cr_assert_str_eq(text_str(&r.part[RECORDED_EXACT]), "exact.log");
	/* without them it would be another one */
	r.part[RECORDED_EXACT].len = 0;
	cr_assert_eq(recording_write(&r, path, &why), 0, "%s", why.text);
	cr_assert_not_null(strstr(refusal(), "exact.log is not what its manifest says"), "%s",
			   why.text);
	recording_free(&r);
}

/* As a recorder that is killed leaves it. */
Test(recording, a_trial_that_is_under_way_is_recorded)
{
	struct recording r = { 0 };
	char *scenario = format("%s/scenario.tcl", folder);
	const char *const folders[] = { folder, NULL };
	const struct recording_source from = { .trial = folder,
					       .machine = "q35-svm",
					       .kernel = "k",
					       .name = "tour",
					       .scenario = scenario,
					       .version = "1",
					       .emulator = "QEMU",
					       .reason = "killed",
					       .folders = folders,
					       .unfinished = true };

	put("scenario.tcl", "enable");
	put("hypervisor.log", "FATAL: x\n");
	put("steps.log", path);
	cr_assert_eq(recording_make(&r, &from, &why), 0, "%s", why.text);
	cr_assert_eq(recording_write(&r, path, &why), 0, "%s", why.text);
	recording_free(&r);
	memset(&r, 0, sizeof(r));
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	cr_assert_str_eq(recording_word(&r, "verdict"), UNFINISHED);
	cr_assert_str_eq(recording_word(&r, "scenario"), "tour");
	cr_assert_str_eq(text_str(&r.part[RECORDED_HYPERVISOR_LOG]), "FATAL: x\n");
	cr_assert_str_eq(text_str(&r.part[RECORDED_STEPS]), "x.yard", "without the folder");
	recording_free(&r);
	free(scenario);
}

/* Any bytes, and what is in the image without what other machines would see. */
Test(recording, images_are_kept_as_they_are)
{
	static const char manifest[] = "# path\tmode\tsha256\n/bin/busybox\t755\taa\n"
				       "/cells/q35-svm/a.cell\t644\tbb\n"
				       "/cells/q35-svm-x2apic/a.cell\t644\tcc\n";
	struct recording r = { 0 };
	char *scenario = format("%s/scenario.tcl", folder), *image = format("%s/image", folder);
	char *contents = format("%s/contents", folder);
	struct recording_source from = { .trial = folder,
					 .machine = "q35-svm",
					 .scenario = scenario,
					 .version = "1",
					 .emulator = "QEMU",
					 .reason = "x",
					 .vmlinuz = image,
					 .initrd = image,
					 .device_tree = "/nowhere",
					 .contents = contents };

	make_recording("q35-svm");
	put("contents", manifest);
	cr_assert_eq(file_write_bytes(image, "a\0b", 3, &why), 0, "%s", why.text);
	cr_assert_eq(recording_make(&r, &from, &why), 0, "%s", why.text);
	cr_assert_eq(recording_write(&r, path, &why), 0, "%s", why.text);
	recording_free(&r);
	memset(&r, 0, sizeof(r));
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	cr_assert(recording_has_images(&r));
	cr_assert_eq(r.part[RECORDED_INITRD].len, 3);
	cr_assert_eq(memcmp(r.part[RECORDED_INITRD].data, "a\0b", 3), 0);
	cr_assert_eq(r.part[RECORDED_DEVICE_TREE].len, 0);
	cr_assert_str_eq(text_str(&r.part[RECORDED_CONTENTS]),
			 "aa  /bin/busybox\nbb  /cells/q35-svm/a.cell\n");
	recording_free(&r);
	free(contents);
	free(image);
	free(scenario);
}

Test(recording, a_trial_without_its_logs_is_not_recorded)
{
	struct recording r = { 0 };

	put("scenario.tcl", "");
	char *scenario = format("%s/scenario.tcl", folder);
	const struct recording_source from = { .trial = folder,
					       .scenario = scenario,
					       .version = "1" };

	cr_assert_neq(recording_make(&r, &from, &why), 0);
	cr_assert_not_null(strstr(why.text, "result.json"), "%s", why.text);
	recording_free(&r);
	free(scenario);
}

/* Wherever a recording ends too early, it is refused. */
Test(recording, truncated_ones_are_refused)
{
	struct text whole = { 0 };

	make_recording("q35-svm");
	cr_assert_eq(file_read(path, &whole, &why), 0);
	while (whole.len > 0) {
		cr_assert_eq(truncate(path, --whole.len), 0);
		cr_assert_not_null(strstr(refusal(), " is no usable recording: "), "%s", why.text);
		cr_assert_null(strstr(why.text, "Unknown error"), "%s", why.text);
	}
	text_free(&whole);
}

Test(recording, changed_ones_are_refused)
{
	struct recording r = { 0 };

	make_recording("q35-svm");
	cr_assert_eq(recording_read(&r, path, &why), 0);
	text_puts(&r.part[RECORDED_SCENARIO], "\nexec rm -rf /");
	cr_assert_eq(recording_write(&r, path, &why), 0);
	cr_assert_not_null(strstr(refusal(), "scenario.tcl is not what its manifest says"), "%s",
			   why.text);
	recording_free(&r);
}

Test(recording, names_that_leave_the_folder_are_refused)
{
	make_recording("../../etc");
	cr_assert_not_null(strstr(refusal(), "does not name machine"), "%s", why.text);
}

/* Missing and forbidden are two things. */
Test(recording, what_the_system_says_of_a_file_is_told)
{
	cr_assert_not_null(strstr(refusal(), ": No such file or directory"), "%s", why.text);
	cr_assert_eq(folder_make(path, &why), 0, "%s", why.text);
	cr_assert_not_null(strstr(refusal(), ": Is a directory"), "%s", why.text);
}

/* An archive of one entry. */
static void make_archive(const char *name, int type, const char *content)
{
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	archive_write_set_format_pax_restricted(a);
	archive_write_add_filter_zstd(a);
	cr_assert_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, type);
	archive_entry_set_perm(entry, 0644);
	if (type == AE_IFLNK) {
		archive_entry_set_symlink(entry, "/etc/passwd");
	} else if (!content) {
		archive_entry_set_hardlink(entry, "/etc/passwd");
	} else {
		archive_entry_set_size(entry, strlen(content));
	}
	cr_assert_eq(archive_write_header(a, entry), ARCHIVE_OK);
	if (type == AE_IFREG && content) {
		archive_write_data(a, content, strlen(content));
	}
	archive_entry_free(entry);
	archive_write_close(a);
	archive_write_free(a);
}

Test(recording, what_else_an_archive_can_hold_is_refused)
{
	make_archive("../manifest.json", AE_IFREG, "{}");
	cr_assert_not_null(strstr(refusal(), "no part of a recording"), "%s", why.text);
	make_archive("/etc/passwd", AE_IFREG, "x");
	cr_assert_not_null(strstr(refusal(), "no part of a recording"), "%s", why.text);
	make_archive("manifest.json", AE_IFLNK, NULL);
	cr_assert_not_null(strstr(refusal(), "manifest.json is no plain file"), "%s", why.text);
	make_archive("manifest.json", AE_IFREG, NULL);
	cr_assert_not_null(strstr(refusal(), "manifest.json is no plain file"), "%s", why.text);
	make_archive("manifest.json", AE_IFCHR, "");
	cr_assert_not_null(strstr(refusal(), "manifest.json is no plain file"), "%s", why.text);
	make_archive("manifest.json", AE_IFIFO, "");
	cr_assert_not_null(strstr(refusal(), "manifest.json is no plain file"), "%s", why.text);
	make_archive("manifest.json", AE_IFDIR, "");
	cr_assert_not_null(strstr(refusal(), "manifest.json/, which is no part of a recording"),
			   "%s", why.text);
	make_archive("manifest.json", AE_IFREG, "{}");
	cr_assert_not_null(strstr(refusal(), "has no scenario.tcl"), "%s", why.text);
	cr_assert_eq(file_write(path, "no archive", &why), 0);
	refusal();
	cr_assert_eq(unlink(path), 0);
	refusal();
}

/* A recording whose manifest is that of @r, with @key as @value. */
static void make_with_word(const char *key, const char *value)
{
	struct recording r = { 0 };
	struct text *manifest = &r.part[RECORDED_MANIFEST];
	char *content;

	make_recording("q35-svm");
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	json_object_set_new(r.manifest, key, json_string(value));
	content = json_dumps(r.manifest, 0);
	text_consume(manifest, manifest->len);
	text_puts(manifest, content);
	cr_assert_eq(recording_write(&r, path, &why), 0, "%s", why.text);
	free(content);
	recording_free(&r);
}

/* ESC, BEL, DEL, one of C1, and a line that looks as if it were ours. */
Test(recording, words_that_drive_a_terminal_are_refused)
{
	static const char *const keys[] = { "version",	"verdict", "emulator", "tier",
					    "injected", "reason",  "anything" };
	static const char *const values[] = { "1\x1b]0;x\x07", "\x07", "\x7f",
					      "\xc2\x9b"
					      "2J" };

	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
			make_with_word(keys[k], values[v]);
			cr_assert_not_null(strstr(refusal(), "has control characters"), "%s: %s",
					   keys[k], why.text);
		}
	}
	make_with_word("version", "1\nreproduced: PASS");
	cr_assert_not_null(strstr(refusal(), "has control characters"), "%s", why.text);
	make_with_word("\x1b[2J", "x");
	cr_assert_not_null(strstr(refusal(), "has control characters"), "%s", why.text);
}

Test(recording, faults_with_words_that_drive_a_terminal_are_refused)
{
	struct recording r = { 0 };
	char *content;

	make_recording("q35-svm");
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	json_object_set_new(r.manifest, "injected", json_pack("[{s:s}]", "what", "x\x1b[2J"));
	content = json_dumps(r.manifest, 0);
	text_consume(&r.part[RECORDED_MANIFEST], r.part[RECORDED_MANIFEST].len);
	text_puts(&r.part[RECORDED_MANIFEST], content);
	cr_assert_eq(recording_write(&r, path, &why), 0, "%s", why.text);
	cr_assert_not_null(strstr(refusal(), "has control characters"), "%s", why.text);
	free(content);
	recording_free(&r);
}

/* Those of a difference between two plays, which may be of any bytes. */
Test(recording, a_reason_has_lines)
{
	struct recording r = { 0 };

	make_with_word("reason", "not the same each time: x\n- a\n+ b");
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	recording_free(&r);
}

Test(recording, names_in_a_refusal_are_shown_harmlessly)
{
	make_archive("\x1b]0;x\x07\ny", AE_IFREG, "");
	cr_assert_not_null(strstr(refusal(), "contains \\x1b]0;x\\x07\n    y, which"), "%s",
			   why.text);
}

/* Before anything is played. */
Test(recording, where_one_cannot_be_written_is_known_before)
{
	char *nowhere = format("%s/nosuch/x.yard", folder);
	char *below = format("%s/x.yard/y.yard", folder), *left = format("%s.unfinished", path);

	cr_assert_eq(recording_possible(path, &why), 0, "%s", why.text);
	cr_assert(!file_exists(path) && !file_exists(left), "nothing is left of the try");
	put("x.yard", "old");
	cr_assert_eq(recording_possible(path, &why), 0, "%s", why.text);
	cr_assert(file_exists(path), "what is there remains");
	cr_assert_neq(recording_possible(nowhere, &why), 0);
	cr_assert_not_null(strstr(why.text, "No such file or directory"), "%s", why.text);
	cr_assert_neq(recording_possible(below, &why), 0);
	cr_assert_not_null(strstr(why.text, "Not a directory"), "%s", why.text);
	cr_assert_neq(recording_possible(folder, &why), 0);
	cr_assert_not_null(strstr(why.text, "it is a folder"), "%s", why.text);
	cr_assert_neq(recording_possible("/dev/null", &why), 0);
	cr_assert_not_null(strstr(why.text, "no plain file"), "%s", why.text);
	cr_assert_neq(recording_possible("/proc/x.yard", &why), 0, "nobody can write there");
	free(left);
	free(below);
	free(nowhere);
}

static void expect_path(const char *target, bool several, const char *expected)
{
	char *found = recording_path(target, "tour", several);

	cr_assert_str_eq(found, expected);
	free(found);
}

Test(recording, each_scenario_has_a_file_of_its_own)
{
	char *in_folder = format("%s/tour.yard", folder), *slash = format("%s/", folder);

	expect_path("/x/fault.yard", false, "/x/fault.yard");
	expect_path("/x/fault.yard", true, "/x/fault-tour.yard");
	expect_path("/x/fault", true, "/x/fault-tour");
	expect_path("/no/such/", false, "/no/such/tour.yard");
	expect_path(folder, false, in_folder);
	expect_path(slash, true, in_folder);
	free(slash);
	free(in_folder);
}

/* Two replays of files of one name at the same time. */
Test(recording, a_folder_that_is_held_is_not_touched)
{
	const struct places places = { .top = folder, .results = folder };
	struct recording r = { 0 };
	char *first, *second, *mark;

	make_recording("q35-svm");
	cr_assert_eq(recording_read(&r, path, &why), 0, "%s", why.text);
	cr_assert_eq(unpack_claim(&places, path, &first, &why), 0, "%s", why.text);
	cr_assert_eq(unpack_recording(&places, &r, first, &why), 0, "%s", why.text);
	mark = format("%s/mark", first);
	cr_assert_eq(file_write(mark, "", &why), 0);
	cr_assert_eq(unpack_claim(&places, path, &second, &why), 0, "%s", why.text);
	cr_assert(ends_with(first, "/replays/x") && ends_with(second, "/replays/x-2"), "%s, %s",
		  first, second);
	cr_assert_eq(unpack_recording(&places, &r, second, &why), 0, "%s", why.text);
	cr_assert(file_exists(mark), "what is in the first remains");
	/* its owner puts in anew what belongs there */
	cr_assert_eq(unpack_recording(&places, &r, first, &why), 0, "%s", why.text);
	cr_assert_not(file_exists(mark));
	free(mark);
	free(second);
	free(first);
	recording_free(&r);
}

Test(recording, bombs_are_refused)
{
	size_t len = 20u << 20;
	char *zeros = malloc(len + 1);

	memset(zeros, '0', len);
	zeros[len] = 0;
	make_archive("linux.log", AE_IFREG, zeros);
	cr_assert_not_null(strstr(refusal(), "larger than"), "%s", why.text);
	free(zeros);
}

static const char log_text[] = "Started\nFATAL: Invalid MMIO/RAM write, addr: 0x1 size: 4\n"
			       "hint: nothing\nRIP: 0x1\nParking CPU 2 (Cell: \"a\")\nTimer\n";

Test(compare, only_lines_that_tell_of_faults_count)
{
	struct words a = { 0 }, b = { 0 };
	struct text out = { 0 };

	fault_lines(log_text, &a);
	cr_assert_eq(a.count, 3);
	fault_lines(
		"other noise\nFATAL: Invalid MMIO/RAM write, addr: 0x1 size: 4\r\nhint: nothing\n"
		"RIP: 0x2\nParking CPU 2 (Cell: \"a\")",
		&b);
	cr_assert(compare_lines(&a, &b, &out), "%s", text_str(&out));
	cr_assert_not_null(strstr(text_str(&out), "  Parking CPU 2"));
}

Test(compare, sentences_of_the_tool_count_too)
{
	struct words a = { 0 };

	refusal_lines(
		"cellyard# jailhouse cell create x\nJAILHOUSE_CELL_CREATE: Invalid argument\r\n"
		"cell \"x\", PCI device 0: is odd\n[exit 1]\nWarning: /cells/x.cell: is odd\n",
		&a);
	cr_assert_eq(a.count, 3);
	cr_assert_str_eq(a.item[1], "cell \"x\", PCI device 0: is odd");
	words_free(&a);
}

Test(compare, the_first_difference_is_shown_with_what_was_before)
{
	struct words a = { 0 }, b = { 0 };
	struct text out = { 0 };

	fault_lines(log_text, &a);
	fault_lines("FATAL: Invalid MMIO/RAM write, addr: 0x1 size: 4\nhint: something\n", &b);
	cr_assert_not(compare_lines(&a, &b, &out));
	cr_assert_str_eq(text_str(&out), "  FATAL: Invalid MMIO/RAM write, addr: 0x1 size: 4\n"
					 "- hint: nothing\n+ hint: something\n");
	words_free(&b);
	text_consume(&out, out.len);
	cr_assert_not(compare_lines(&a, &b, &out), "missing lines are a difference");
	cr_assert_not(compare_lines(&b, &a, &out), "and so are new ones");
}

static void expect_difference(const char *recorded, const char *now, const char *shown)
{
	struct text a = { 0 }, b = { 0 }, out = { 0 };

	text_puts(&a, recorded);
	text_puts(&b, now);
	cr_assert_not(compare_consoles(&a, &b, &out));
	cr_assert_str_eq(text_str(&out), shown);
	text_free(&out);
	text_free(&b);
	text_free(&a);
}

static bool same_reason(const char *recorded, const char *now)
{
	struct text out = { 0 };
	bool same = compare_headlines(recorded, now, &out);

	cr_assert_eq(same, out.len == 0, "%s", text_str(&out));
	text_free(&out);
	return same;
}

/* Two failures of the same scenario are the same fault only if they are for the same reason. */
Test(compare, a_failure_for_another_reason_is_another_one)
{
	cr_assert(same_reason("", ""));
	cr_assert(same_reason("a.tcl:10: the memory is wrong", "a.tcl:10: the memory is wrong"));
	cr_assert(!same_reason("a.tcl:10: the memory is wrong", "a.tcl:10: the shell is dead"));
	cr_assert(!same_reason("", "the shell is dead"));
	cr_assert(!same_reason("the shell is dead", "the shell is dead, too"));
	cr_assert(same_reason("scenarios/a.tcl:10: 12 of 40 rounds",
			      "/home/me/a.tcl:12: 7 of 40 rounds"),
		  "where it is and how far it came");
	cr_assert(same_reason("(at 0x3a00beef)", "(at 0x3a031ff8)"));
	cr_assert(same_reason("the machine is gone (at a.tcl:10, while waiting for x)",
			      "the machine is gone (last seen at b.tcl:7; during: y)"),
		  "a machine that ends by itself does so at any step");
	cr_assert(same_reason("the machine is gone",
			      "the machine is gone (last seen at typed.tcl:7)"));
	cr_assert(!same_reason("the machine is gone",
			       "the shell is gone (last seen at typed.tcl:7)"));
	cr_assert(!same_reason("cells/a.cell: refused", "cells/b.cell: refused"));
}

Test(compare, every_byte_of_a_console_counts)
{
	struct text a = { 0 }, out = { 0 };

	cr_assert(compare_consoles(&a, &a, &out), "nothing is like nothing");
	text_puts(&a, log_text);
	cr_assert(compare_consoles(&a, &a, &out));
	cr_assert_str_eq(text_str(&out), "");
	expect_difference("one\ntwo\nthree\nfour\nfive\n", "one\ntwo\nthree\nfour\nfive!\n",
			  "(byte 23; recorded were 24, and now it is 25)\n  two\n  three\n  four\n"
			  "- five\n+ five!\n");
	expect_difference("one\r\n", "one\n",
			  "(byte 3; recorded were 5, and now it is 4)\n- one\n+ one\n");
	expect_difference(
		"one\ntwo\n", "one\n",
		"(byte 4; recorded were 8, and now it is 4)\n  one\n- two\n+ (the end)\n");
	expect_difference("", "x",
			  "(byte 0; recorded were 0, and now it is 1)\n- (the end)\n+ x\n");
}

/* Whatever a guest or a stranger's file writes there. */
Test(compare, what_drives_a_terminal_is_shown_by_its_number)
{
	struct words a = { 0 }, b = { 0 };
	struct text out = { 0 };

	fault_lines("FATAL: \x1b[2J\n", &a);
	fault_lines("FATAL: \x9b"
		    "2J\n",
		    &b);
	cr_assert_not(compare_lines(&a, &b, &out));
	cr_assert_str_eq(text_str(&out), "- FATAL: \\x1b[2J\n+ FATAL: \\x9b2J\n");
	text_free(&out);
	words_free(&b);
	words_free(&a);
	expect_difference("\x1b]0;x\x07\n", "a\x7f\n",
			  "(byte 0; recorded were 7, and now it is 3)\n- \\x1b]0;x\\x07\n"
			  "+ a\\x7f\n");
}

Test(compare, hashes_that_differ_are_named)
{
	struct words names = { 0 };

	compare_hashes("aa  initrd\nbb  vmlinuz\ncc  gone\n", "aa  initrd\nbc  vmlinuz\n", &names);
	cr_assert_eq(names.count, 2);
	cr_assert_str_eq(names.item[0], "vmlinuz");
	cr_assert_str_eq(names.item[1], "gone");
}
