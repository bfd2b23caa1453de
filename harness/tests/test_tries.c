// SPDX-License-Identifier: GPL-2.0-only
/* The outcomes of hostile tries. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../results/tries.h"

static struct problem why;
static const struct tries_range m3 = { .machine = "m", .seed = 3, .only = "" };

static const struct tries_range half[] = {
	{ .machine = "m", .seed = 3, .only = "", .first = 0, .end = 2 },
	{ .machine = "m", .seed = 3, .only = "", .first = 2, .end = 3 },
	{ .machine = "m", .seed = 3, .only = "port", .first = 0, .end = 2 },
};

Test(tries, are_counted_by_surface_and_class)
{
	struct tries t = { .model = "inmate" };
	struct text shown = { 0 };
	uint64_t next = 0;

	cr_assert(tries_add(&t, &m3,
			    "0\tgranted\tport\tread 80\t\n"
			    "1\tcontained\tport\tread 60\tFATAL\n"
			    "2\trefused\tmsr\tread 0\t\n",
			    &next, &why) == 0);
	cr_assert(next == 3 && t.count == 3 && t.surface_count == 2 && t.defects.count == 0);
	cr_assert(tries_of(&t, TRY_CONTAINED) == 1 && tries_of(&t, TRY_REFUSED) == 1);
	tries_render(&t, &shown);
	/* of the machine, and of all of them */
	cr_assert(strstr(text_str(&shown),
			 "all                      3         1         1         1         0"));
	cr_assert(strstr(text_str(&shown),
			 "                             33.33 %   33.33 %   33.33 %    0.00 %"));
	cr_assert(strstr(text_str(&shown), "3 trials, 0 of them defects\n"));
	text_free(&shown);
	tries_free(&t);
}

/* One planted of each class of defects. */
Test(tries, that_are_defects_are_listed_with_how_to_repeat_them)
{
	static const char *const defects[] = { "silent", "root-lost", "hypervisor-stopped",
					       "isolation-broken", "machine-died" };
	struct tries t = { .model = "inmate" };
	struct text shown = { 0 };
	uint64_t next = 0;

	for (size_t n = 0; n < sizeof(defects) / sizeof(defects[0]); n++) {
		char *line = format("%zu\t%s\tmemory\twrite\tit said\n", 70 + n, defects[n]);

		cr_assert(tries_add(&t, &m3, line, &next, &why) == 0);
		free(line);
	}
	tries_render(&t, &shown);
	cr_assert(t.defects.count == 5 && next == 75);
	cr_assert(
		strstr(text_str(&shown), "silent: --model inmate -m m --seed 3 --only 70: memory"));
	text_free(&shown);
	tries_free(&t);
}

Test(tries, that_are_none_are_refused_by_line)
{
	static const char *const wrong[] = { "x\tgranted\ta\tb\t\n", "1\tgreat\ta\tb\t\n",
					     "1\tgranted\ta\tb\n", "1\tgranted\ta\tb\tc\td\n" };

	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		struct tries t = { .model = "inmate" };
		uint64_t next = 7;

		cr_assert(tries_add(&t, &m3, wrong[n], &next, &why) != 0, "%s", wrong[n]);
		cr_assert(strstr(why.text, "line 1") && next == 7);
		tries_free(&t);
	}
}

/* A silence is a defect unless its cause is one of those that are named. */
Test(tries, that_are_silent_are_defects_unless_they_have_a_cause)
{
	struct tries t = { .model = "hardware", .first_defect = TRY_SILENT };
	struct text shown = { 0 };
	uint64_t next = 0;

	cr_assert(tries_add(&t, &m3,
			    "0\tsilent\tregisters\tbit 1 of pc\t[timer-off] CNTV_CTL is 0\n"
			    "1\tsilent\tregisters\tbit 1 of pc\t[loop] at 0x4\n"
			    "2\tsilent\tmemory\tbit 1 of pc\t[loop] at 0x4\n"
			    "3\troot-lost\tregisters\tbit 2 of pc\t[loop] FATAL\n",
			    &next, &why) == 0);
	cr_assert(tries_of(&t, TRY_SILENT) == 3 && t.defects.count == 1);
	cr_assert(strncmp(t.defects.item[0], "root-lost: --model hardware -m m", 32) == 0);
	tries_render(&t, &shown);
	cr_assert(strstr(text_str(&shown),
			 "3 silent by cause: timer-off 1, loop 2, without a cause 0\n"),
		  "%s", text_str(&shown));
	text_free(&shown);
	tries_free(&t);
}

Test(tries, with_an_unknown_cause_are_defects)
{
	static const char *const evidence[] = { "parked without a report",
						"the hypervisor has its CPU",
						"[]",
						"[timer-of] x",
						"[timer-off",
						"x [timer-off]",
						"timer-off",
						"" };

	for (size_t n = 0; n < sizeof(evidence) / sizeof(evidence[0]); n++) {
		struct tries t = { .model = "hardware", .first_defect = TRY_SILENT };
		char *line = format("0\tsilent\tregisters\tbit 1 of pc\t%s\n", evidence[n]);
		uint64_t next = 0;

		cr_assert(tries_add(&t, &m3, line, &next, &why) == 0);
		cr_assert(t.defects.count == 1, "%s", evidence[n]);
		free(line);
		tries_free(&t);
	}
}

/* What hits the hypervisor itself; what it finds out when it is asked is no defect of anybody. */
Test(tries, apart_from_defects_are_counted_all_the_same)
{
	struct tries t = { .model = "hypervisor", .first_defect = TRY_CLASSES };
	uint64_t next = 0;

	cr_assert(tries_add(&t, &m3,
			    "0\tdetected\thv-text\tbit 1\tdiffers\n"
			    "1\thypervisor-stopped\thv-stack\tbit 2\tFATAL\n"
			    "2\tmachine-died\thv-tables\tbit 3\t-\n",
			    &next, &why) == 0);
	cr_assert(tries_of(&t, TRY_DETECTED) == 1 && tries_of(&t, TRY_MACHINE_DIED) == 1);
	cr_assert(next == 3 && t.defects.count == 0);
	tries_free(&t);
}

/* Nothing was tried: no share and no goal knows of it. */
Test(tries, that_were_not_made_are_counted_apart)
{
	struct tries t = { .model = "config", .first_defect = TRY_SILENT };
	struct text shown = { 0 };
	uint64_t next = 0;

	cr_assert(tries_add(&t, &m3,
			    "0\tgranted\tcell\ta\t\n"
			    "1\tuntried\tcell\tb\t\n"
			    "2\trefused\tcell\tc\t\n",
			    &next, &why) == 0,
		  "%s", why.text);
	cr_assert(next == 3 && t.count == 2 && t.defects.count == 0);
	cr_assert(tries_of(&t, TRY_GRANTED) == 1 && tries_of(&t, TRY_REFUSED) == 1);
	tries_render(&t, &shown);
	cr_assert(strstr(text_str(&shown), "\n1 more were not tried, and are counted nowhere\n"),
		  "%s", text_str(&shown));
	cr_assert(strstr(text_str(&shown), "\n2 trials, 0 of them defects\n"));
	text_free(&shown);
	tries_free(&t);
}

/* What only the harness asks for is found, but nobody would have been told. */
Test(tries, that_were_silent_until_the_hypervisor_was_asked_are_told)
{
	static const struct tries_range five = { .machine = "m", .seed = 3, .only = "", .end = 5 };
	struct tries t = { .model = "hypervisor", .first_defect = TRY_CLASSES },
		     again = { .count = 0 };
	struct text shown = { 0 }, summary = { 0 };
	uint64_t next = 0;

	cr_assert(tries_add(&t, &m3,
			    "0\tdetected\thv-text\ta\t[silent] differs\n"
			    "1\tdetected\thv-text\tb\tdiffers\n"
			    "2\tdetected\thv-data\tc\t[silent] differs\n"
			    "3\tmasked\thv-data\td\t[silent]\n"
			    "4\tdetected\thv-data\te\t[masked] differs\n",
			    &next, &why) == 0);
	cr_assert(tries_cover(&t, &five, &why) == 0);
	tries_summarize(&t, "1", &summary);
	cr_assert(tries_merge(&again, text_str(&summary), &why) == 0, "%s", why.text);
	tries_render(&again, &shown);
	cr_assert(
		strstr(text_str(&shown),
		       "\n4 detected: until the check was asked 2 were silent and 1 masked; of 1 it is not noted\n"),
		"%s", text_str(&shown));
	text_free(&shown);
	text_free(&summary);
	tries_free(&again);
	tries_free(&t);
}

/* ---- summaries ---- */

/* A campaign of one stretch, summarized. */
static void summarize(const struct tries_range *range, const char *lines, struct text *out)
{
	struct tries t = { .model = "inmate" };
	uint64_t next;

	cr_assert(tries_add(&t, range, lines, &next, &why) == 0 &&
		  tries_cover(&t, range, &why) == 0);
	tries_summarize(&t, "1 (abc)", out);
	tries_free(&t);
}

Test(tries, of_pieces_are_merged_to_what_the_whole_is)
{
	struct text piece[2] = { 0 }, whole = { 0 }, again = { 0 };
	struct tries t = { .count = 0 };

	summarize(&half[0], "0\tgranted\tport\ta\t\n1\tsilent\tmsr\tb\tc\n", &piece[0]);
	summarize(&half[1], "2\tgranted\tport\ta\t\n", &piece[1]);
	cr_assert(tries_merge(&t, text_str(&piece[0]), &why) == 0, "%s", why.text);
	cr_assert(tries_merge(&t, text_str(&piece[1]), &why) == 0, "%s", why.text);
	cr_assert(t.count == 3 && t.surface_count == 2 && t.range_count == 1 &&
		  t.defects.count == 1 && t.versions.count == 1);
	cr_assert(t.range[0].first == 0 && t.range[0].end == 3);
	tries_summarize(&t, "1 (abc)", &whole);
	tries_free(&t);
	cr_assert(tries_merge(&t, text_str(&whole), &why) == 0, "%s", why.text);
	tries_summarize(&t, "1 (abc)", &again);
	cr_assert_str_eq(text_str(&whole), text_str(&again));
	tries_free(&t);
	for (size_t n = 0; n < 2; n++) {
		text_free(&piece[n]);
	}
	text_free(&whole);
	text_free(&again);
}

Test(tries, keep_the_causes_of_silence_when_they_are_merged)
{
	struct text piece[2] = { 0 }, whole = { 0 };
	struct tries t = { .count = 0 };

	summarize(&half[0], "0\tsilent\tport\ta\t[loop] x\n1\tsilent\tmsr\tb\tc\n", &piece[0]);
	summarize(&half[1], "2\tsilent\tport\ta\t[loop] y\n", &piece[1]);
	cr_assert(tries_merge(&t, text_str(&piece[0]), &why) == 0, "%s", why.text);
	cr_assert(tries_merge(&t, text_str(&piece[1]), &why) == 0, "%s", why.text);
	cr_assert(t.defects.count == 1 && t.surface[0].silent_by[CAUSE_LOOP] == 2);
	tries_render(&t, &whole);
	cr_assert(strstr(text_str(&whole), "3 silent by cause: loop 2, without a cause 1\n"), "%s",
		  text_str(&whole));
	text_free(&piece[0]);
	text_free(&piece[1]);
	text_free(&whole);
	tries_free(&t);
}

/* Stretches of two machines at a time end in any order. */
Test(tries, ranges_become_one_when_the_gap_is_closed)
{
	static const uint64_t bounds[][2] = { { 4, 6 }, { 0, 2 }, { 8, 9 }, { 2, 4 }, { 6, 8 } };
	static const size_t ranges[] = { 1, 2, 3, 2, 1 };
	struct tries t = { .model = "inmate" };

	for (size_t n = 0; n < 5; n++) {
		struct tries_range r = {
			.machine = "m", .only = "", .first = bounds[n][0], .end = bounds[n][1]
		};

		cr_assert(tries_cover(&t, &r, &why) == 0, "%s", why.text);
		cr_assert_eq(t.range_count, ranges[n], "%zu: %zu", n, t.range_count);
	}
	cr_assert(t.range[0].first == 0 && t.range[0].end == 9);
	tries_free(&t);
}

Test(tries, are_not_counted_twice)
{
	struct text piece = { 0 }, other = { 0 };
	struct tries t = { .count = 0 };

	summarize(&half[0], "0\tgranted\tport\ta\t\n1\tgranted\tmsr\tb\t\n", &piece);
	/* another series: numbers mean other tries where one surface is asked for */
	summarize(&half[2], "0\tgranted\tport\ta\t\n1\tgranted\tport\tb\t\n", &other);
	cr_assert(tries_merge(&t, text_str(&piece), &why) == 0);
	cr_assert(tries_merge(&t, text_str(&other), &why) == 0, "%s", why.text);
	cr_assert(tries_merge(&t, text_str(&piece), &why) != 0);
	cr_assert(strstr(why.text, "trial 0 of seed 3 on m would be counted twice"), "%s",
		  why.text);
	tries_free(&t);
	text_free(&piece);
	text_free(&other);
}

/* On the host a seed draws few of the trials. */
Test(tries, on_the_host_are_not_counted_twice_under_another_seed)
{
	static const struct tries_range host[] = {
		{ .machine = "host", .seed = 21, .only = "", .first = 0, .end = 2 },
		{ .machine = "host", .seed = 22, .only = "", .first = 1, .end = 3 },
		{ .machine = "host", .seed = 22, .only = "", .first = 2, .end = 4 },
	};
	struct tries t = { .model = "config" };

	cr_assert(tries_cover(&t, &host[0], &why) == 0);
	cr_assert(tries_cover(&t, &host[1], &why) != 0);
	cr_assert(strstr(why.text, "trial 1 of seed 22 would be counted twice: most trials"), "%s",
		  why.text);
	cr_assert(tries_cover(&t, &host[2], &why) == 0, "%s", why.text);
	cr_assert(t.range_count == 2, "they are of two seeds");
	tries_free(&t);
}

/* A line that is lost may have been the defect. */
Test(tries, are_not_merged_with_fewer_or_more_outcomes_than_there_were_trials)
{
	static const char head[] =
		"# summary of an injection campaign, to be merged by `yard inject --merge`\n"
		"model\tinmate\ntries\tm\t1\t-\t0\t5\n";
	static const struct {
		const char *lines;
		bool whole;
	} summaries[] = {
		{ "outcome\tm\tport\tgranted\t3\noutcome\tm\tmsr\troot-lost\t2\n", true },
		{ "outcome\tm\tport\tgranted\t4\nnote\tm\tport\tuntried\t1\n", true },
		{ "outcome\tm\tport\tgranted\t3\n", false },
		{ "outcome\tm\tport\tgranted\t300\n", false },
		{ "outcome\tm\tport\tgranted\t5\noutcome\tother\tport\tgranted\t1\n", false },
		{ "", false },
	};

	for (size_t n = 0; n < sizeof(summaries) / sizeof(summaries[0]); n++) {
		struct tries t = { .count = 0 };
		char *summary = format("%s%s", head, summaries[n].lines);

		cr_assert_eq(tries_merge(&t, summary, &why) == 0, summaries[n].whole, "%s",
			     summary);
		cr_assert(summaries[n].whole || strstr(why.text, "it is damaged: of "), "%s",
			  why.text);
		free(summary);
		tries_free(&t);
	}
}

Test(tries, are_not_merged_with_what_is_no_summary)
{
	static const char head[] =
		"# summary of an injection campaign, to be merged by `yard inject --merge`\n";
	static const char *const wrong[] = {
		"",
		"model\tinmate\n",
		"%smodel\n",
		"%smodel\thardware\n",
		"%stries\tm\t1\t-\t5\t5\n",
		"%stries\tm\tx\t-\t0\t5\n",
		"%soutcome\tm\tport\tgreat\t1\n",
		"%soutcome\tm\tport\tgranted\t-\n",
		"%soutcome\tm\tport\tgranted\t1\t2\n",
		"%scause\tm\tport\tloop\t1\n",
		"%soutcome\tm\tport\tsilent\t1\ncause\tm\tport\tloop\t2\n",
		"%soutcome\tm\tport\tsilent\t1\ncause\tm\tport\tluck\t1\n",
		"%soutcome\tm\tport\tsilent\t1\ncause\tm\tport\tloop\t-\n",
		"%smodel\ta-name-that-is-too-long-to-be-one\n",
		"%snote\tm\tport\twas-silent\t1\n",
		"%soutcome\tm\tport\tdetected\t1\nnote\tm\tport\twas-silent\t2\n",
		"%snote\tm\tport\tsomething\t1\n",
		"%ssomething\telse\n",
	};

	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		struct tries t = { .model = "inmate" };
		char *summary = starts_with(wrong[n], "%s") ? format("%s%s", head, wrong[n] + 2)
							    : copy_string(wrong[n]);

		why.text[0] = 0;
		cr_assert(tries_merge(&t, summary, &why) != 0, "%s", wrong[n]);
		cr_assert(why.text[0], "%s", wrong[n]);
		free(summary);
		tries_free(&t);
	}
}

/* The table of each machine has its own surfaces, whatever the order in which they came. */
Test(tries, have_a_table_for_each_machine)
{
	static const struct tries_range machine[] = { { .machine = "a", .only = "" },
						      { .machine = "b", .only = "" } };
	struct tries t = { .model = "inmate" };
	struct text shown = { 0 };
	uint64_t next;

	for (size_t n = 0; n < 4; n++) {
		char *line = format("%zu\tgranted\tsurface-%zu\tx\t\n", n, n / 2);

		cr_assert(tries_add(&t, &machine[n % 2], line, &next, &why) == 0);
		free(line);
	}
	tries_render(&t, &shown);
	cr_assert(t.surface_count == 4 && strcmp(t.surface[1].machine, "a") == 0 &&
		  strcmp(t.surface[2].machine, "b") == 0);
	cr_assert(strstr(text_str(&shown), "all machines             4         4"), "%s",
		  text_str(&shown));
	cr_assert(!strstr(text_str(&shown), "masked") && strstr(text_str(&shown), "silent"));
	text_free(&shown);
	tries_free(&t);
}
Test(tries, of_several_models_are_a_line_each)
{
	struct tries models[2] = { { .model = "inmate" },
				   { .model = "hypervisor", .first_defect = TRY_CLASSES } };
	struct text shown = { 0 };
	uint64_t next;

	cr_assert(tries_add(&models[0], &half[0], "0\tgranted\tport\ta\t\n1\tsilent\tmsr\tb\tc\n",
			    &next, &why) == 0);
	cr_assert(tries_add(&models[1], &half[0], "0\tsilent\thv-text\ta\tb\n", &next, &why) == 0);
	tries_render_models(models, 2, &shown);
	cr_assert_str_eq(
		text_str(&shown),
		"model               trials   granted    silent root-lost hypervisor-stopped isolation-broken machine-died  defects\n"
		"inmate                   2         1         1         0                  0                0            0        1\n"
		"hypervisor               1         0         1         0                  0                0            0        0\n"
		"all                      3         1         2         0                  0                0            0        1\n"
		"\n"
		"3 trials, 1 of them defects:\n"
		"  silent: --model inmate -m m --seed 3 --only 1: msr: b; c\n",
		"%s", text_str(&shown));
	text_free(&shown);
	tries_free(&models[0]);
	tries_free(&models[1]);
}

/* NMIs, machine checks and the like are no bits that flip. */
Test(tries, that_are_events_are_counted_apart_from_flips)
{
	struct tries t = { .model = "hardware", .first_defect = TRY_SILENT };
	struct text shown = { 0 }, models = { 0 };
	uint64_t next;

	cr_assert(tries_add(&t, &half[0],
			    "0\tmasked\tregisters\ta\t\n1\tmasked\tevents\tan NMI\t\n"
			    "2\tsilent\tevents\tan NMI\tx\n",
			    &next, &why) == 0);
	tries_render(&t, &shown);
	cr_assert(strstr(text_str(&shown), "\nof these, flips          1         1         0 "),
		  "%s", text_str(&shown));
	cr_assert(strstr(text_str(&shown), "\nevents                   2         1         1 "),
		  "%s", text_str(&shown));
	tries_render_models(&t, 1, &models);
	cr_assert_str_eq(
		text_str(&models),
		"model               trials    masked    silent root-lost hypervisor-stopped isolation-broken machine-died  defects\n"
		"hardware flips           1         1         0         0                  0                0            0        0\n"
		"hardware events          2         1         1         0                  0                0            0        1\n"
		"all                      3         2         1         0                  0                0            0        1\n"
		"\n"
		"3 trials, 1 of them defects:\n"
		"  silent: --model hardware -m m --seed 3 --only 2: events: an NMI; x\n",
		"%s", text_str(&models));
	text_free(&shown);
	text_free(&models);
	tries_free(&t);
}

Test(tries, of_a_summary_name_their_model)
{
	struct text piece = { 0 };
	char *model;

	summarize(&half[0], "0\tgranted\tport\ta\t\n", &piece);
	model = tries_model(text_str(&piece));
	cr_assert_str_eq(model, "inmate");
	cr_assert_null(tries_model("# none\n"));
	free(model);
	text_free(&piece);
}
