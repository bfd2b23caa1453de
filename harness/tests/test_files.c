// SPDX-License-Identifier: GPL-2.0-only
/* Headers of scenarios, descriptions of machines, and what a command line selects. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../machine/domain.h"
#include "../scenario/mistakes.h"
#include "../scenario/order.h"
#include "../scenario/quarantine.h"
#include "../scenario/selection.h"

static struct problem why;

static int parse_scenario(struct scenario *s, const char *text)
{
	memset(s, 0, sizeof(*s));
	s->name = copy_string("x");
	s->path = copy_string("scenarios/x.tcl");
	why.text[0] = 0;
	return scenario_parse(s, text, &why);
}

Test(scenario, header_is_read)
{
	struct scenario s;

	cr_assert_eq(
		parse_scenario(
			&s,
			"# SPDX-License-Identifier: GPL-2.0-only\n#\n"
			"# claim: One line\n#   and another.\n"
			"# machines: q35-svm svm\n# kernels: all\n"
			"# tags: a b\n# timeout: 7\n# needs: cell:c inmate:i\n"
			"# poison: all\n# start: off\n# without: npt svm\n\nclaim: not a header\n"),
		0, "%s", why.text);
	cr_assert_str_eq(s.claim, "One line and another.");
	cr_assert_eq(s.machines.count, 2);
	cr_assert_eq(s.timeout, 7);
	cr_assert(words_have(&s.tags, "b") && words_have(&s.needs, "inmate:i"));
	cr_assert(s.without.count == 2 && words_have(&s.without, "npt"));
	cr_assert(s.poison_all && s.start == STATE_OFF);
}

Test(scenario, defaults)
{
	struct scenario s;

	cr_assert_eq(parse_scenario(&s, "# claim: x\nlinux true\n"), 0);
	cr_assert(words_have(&s.machines, "all") && words_have(&s.kernels, "default"));
	cr_assert(s.start == STATE_LINUX && !s.poison_all && s.timeout > 0);
}

static void refuse(const char *text, const char *sentence)
{
	struct scenario s;

	cr_assert_neq(parse_scenario(&s, text), 0, "accepted: %s", text);
	cr_assert_not_null(strstr(why.text, sentence), "`%s` lacks `%s`", why.text, sentence);
}

Test(scenario, mistakes_are_named_with_their_line)
{
	refuse("linux true\n", "`# claim: ...` is missing");
	refuse("# claim: x\n# machnes: all\n", "scenarios/x.tcl:2: unknown key `machnes`");
	refuse("# claim: x\n# timeout: soon\n", "found `soon`");
	refuse("# claim: x\n# timeout: 0\n", "1 to 3600");
	refuse("# claim: x\n# needs: disk\n", "and not `disk`");
	refuse("# claim: x\n# poison: some\n", "reserved or all");
	refuse("# claim: x\n# just prose\n", "expected `key: value`");
}

#define MACHINE_CONF                                                                               \
	"# comment\ntitle: T\narch: x86\ntags: svm\nemulator: e\nemulator-version: 10\n"           \
	"libvirt-version: 11\ncpus: 4\nkernels: k1 k2\ncmdline: a b\nram: 0x0 1024M\n"

static int parse_machine(struct machine *m, const char *text)
{
	memset(m, 0, sizeof(*m));
	m->name = copy_string("m");
	return machine_parse(m, text, "machine.conf", &why);
}

Test(machine, description_is_read)
{
	struct machine m;

	cr_assert_eq(parse_machine(&m, MACHINE_CONF "reserved: 0x3a000000 82M\n"), 0, "%s",
		     why.text);
	cr_assert_eq(m.ram.size, 1ull << 30);
	cr_assert_eq(m.reserved.base, 0x3a000000);
	cr_assert_eq(m.reserved.size, 82ull << 20);
	cr_assert_str_eq(m.kernels.item[1], "k2");
}

Test(machine, mistakes_are_named)
{
	struct machine m;

	cr_assert_neq(parse_machine(&m, MACHINE_CONF), 0);
	cr_assert_not_null(strstr(why.text, "`reserved: ...` is missing"));
	cr_assert_neq(parse_machine(&m, MACHINE_CONF "reserved: 0x3fffffff 82M\n"), 0);
	cr_assert_not_null(strstr(why.text, "not inside the RAM"));
	cr_assert_neq(parse_machine(&m, MACHINE_CONF "reserved: 82M\n"), 0);
	cr_assert_not_null(strstr(why.text, "an address and a size"));
	cr_assert_neq(parse_machine(&m, MACHINE_CONF "reserved: 0x0 1M\nkvm: yes\n"), 0);
	cr_assert_not_null(strstr(why.text, "expected svm or vmx"));
}

Test(machine, states_are_known)
{
	struct machine m;

	cr_assert_eq(parse_machine(&m, MACHINE_CONF "reserved: 0x0 1M\nsnapshots: linux driver\n"),
		     0);
	cr_assert_eq(m.snapshots.count, 2);
	cr_assert_neq(parse_machine(&m, MACHINE_CONF "reserved: 0x0 1M\nsnapshots: asleep\n"), 0);
	cr_assert_not_null(strstr(why.text, "and not `asleep`"));
}

Test(scenario, the_state_it_starts_in)
{
	struct scenario s;

	cr_assert_eq(parse_scenario(&s, "# claim: x\n# start: running apic-demo\n"), 0);
	cr_assert_eq(s.start, STATE_RUNNING);
	cr_assert_str_eq(s.cell, "apic-demo");
	refuse("# claim: x\n# start: running\n", "a cell is named");
	refuse("# claim: x\n# start: linux apic-demo\n", "a cell is named");
	refuse("# claim: x\n# start: asleep\n", "and not `asleep`");
}

Test(machine, emulator_version_is_found)
{
	cr_assert_eq(emulator_major("QEMU emulator version 10.0.2 (Debian)\n"), 10);
	cr_assert_eq(emulator_major("something else"), 0);
}

Test(text, what_is_visible_is_harmless)
{
	char *shown = visible("a\tb\x1b[2J\x07\x7f\xc2\x9b\xff\r\nc\n    d\n"), *again;

	cr_assert_str_eq(shown, "a\tb\\x1b[2J\\x07\\x7f\\xc2\\x9b\\xff\\x0d\n    c\n    d");
	again = visible(shown);
	cr_assert_str_eq(again, shown, "what is harmless remains as it is");
	cr_assert(is_visible("a\t~") && !is_visible("\x1f") && !is_visible("a\n"));
	cr_assert(!is_visible("\x7f") && !is_visible("\x80") && is_visible(""));
	free(again);
	free(shown);
}

Test(template, words_are_replaced_and_escaped)
{
	const char *const values[] = { "CMDLINE", "a<b&c", "N", "7", NULL };
	struct text out = { 0 };

	cr_assert_eq(domain_fill("<c>@CMDLINE@</c> @N@ x@y.org @", values, &out, &why), 0);
	cr_assert_str_eq(text_str(&out), "<c>a&lt;b&amp;c</c> 7 x@y.org @");
	cr_assert_neq(domain_fill("@CMDLIN@", values, &out, &why), 0);
	cr_assert_not_null(strstr(why.text, "@CMDLIN@"));
}

/* Two machines of two kernels each, three scenarios. */
static struct yard_files files;

static void make_files(void)
{
	static const char *const headers[] = { "# claim: a\n# machines: svm\n# tags: t\n",
					       "# claim: b\n# kernels: all\n",
					       "# claim: c\n# machines: m2\n" };
	static const char *const names[] = { "alpha", "beta", "gamma" };

	files.machines = calloc(2, sizeof(*files.machines));
	parse_machine(&files.machines[0], MACHINE_CONF "reserved: 0x0 1M\n");
	parse_machine(&files.machines[1], MACHINE_CONF "reserved: 0x0 1M\n");
	files.machines[0].name = copy_string("m1");
	files.machines[1].name = copy_string("m2");
	files.machines[1].arch = copy_string("arm64");
	words_free(&files.machines[1].tags);
	files.machine_count = 2;
	files.scenarios = calloc(3, sizeof(*files.scenarios));
	for (int i = 0; i < 3; i++) {
		parse_scenario(&files.scenarios[i], headers[i]);
		files.scenarios[i].name = copy_string(names[i]);
	}
	files.scenario_count = 3;
}

/* The folders of what is selected, joined by blanks. */
static const char *selected(const struct selection *wanted)
{
	static struct text folders;
	struct trial *trials;
	size_t count = 0;

	text_consume(&folders, folders.len);
	if (selection_expand(wanted, &files, &trials, &count, &why) != 0) {
		return why.text;
	}
	for (size_t i = 0; i < count; i++) {
		text_printf(&folders, "%s%s", i ? " " : "", trials[i].folder);
	}
	return text_str(&folders);
}

static const char *select_all(const char *scenarios, const char *machines, const char *kernels,
			      const char *arch)
{
	struct selection wanted = { .arch = arch };

	words_split(&wanted.scenarios, scenarios);
	words_split(&wanted.machines, machines);
	words_split(&wanted.kernels, kernels);
	return selected(&wanted);
}

Test(selection, product_of_scenario_machine_and_kernel, .init = make_files)
{
	cr_expect_str_eq(select_all("", "", "", NULL),
			 "m1/alpha m1/beta m1/beta@k2 m2/beta m2/beta@k2 m2/gamma");
	cr_expect_str_eq(select_all("@t", "", "", NULL), "m1/alpha");
	cr_expect_str_eq(select_all("*a", "m2", "k2", NULL), "m2/beta@k2 m2/gamma@k2");
	cr_expect_str_eq(select_all("beta", "", "k1", "x86"), "m1/beta");
	cr_expect_str_eq(select_all("", "", "", "mips"),
			 "no machine has the architecture `mips`: there are x86, arm64");
}

Test(selection, variation_of_a_machine_plays_its_own_alone, .init = make_files)
{
	files.machines[1].like = copy_string("m1");
	cr_expect_str_eq(select_all("", "", "", NULL), "m1/alpha m1/beta m1/beta@k2 m2/gamma");
	cr_expect_str_eq(select_all("", "m2", "", NULL), "m2/beta m2/beta@k2 m2/gamma",
			 "what is asked for is played");
	words_split(&files.machines[1].tags, "svm v2");
	words_split(&files.scenarios[0].machines, "v2");
	cr_expect_str_eq(select_all("alpha", "", "", NULL), "m1/alpha m2/alpha",
			 "what names the variation is played on both");
}

Test(selection, what_is_left_to_another_machine_is_counted, .init = make_files)
{
	struct selection wanted = { 0 };

	cr_expect_eq(selection_count_all(&wanted, &files, &files.machines[1], false), 3);
	cr_expect_eq(selection_count_all(&wanted, &files, &files.machines[1], true), 0);
	files.machines[1].like = copy_string("m1");
	cr_expect_eq(selection_count_all(&wanted, &files, &files.machines[1], false), 1);
	cr_expect_eq(selection_count_all(&wanted, &files, &files.machines[1], true), 2);
	wanted.arch = "arm64";
	cr_expect_eq(selection_count_all(&wanted, &files, &files.machines[1], true), 0);
	cr_expect_eq(selection_count_all(&wanted, &files, &files.machines[0], false), 0);
	wanted.arch = NULL;
	words_add(&wanted.machines, "m2");
	cr_expect_eq(selection_count_all(&wanted, &files, &files.machines[1], false), 3);
}

Test(selection, near_machine_plays_its_own_alone_for_its_architecture_too, .init = make_files)
{
	free(files.machines[1].arch);
	files.machines[1].arch = copy_string("x86");
	files.machines[1].like = copy_string("m1");
	cr_expect_str_eq(select_all("", "", "", "x86"),
			 "m1/alpha m1/beta m1/beta@k2 m2/beta m2/beta@k2 m2/gamma");
	free(files.machines[1].like);
	files.machines[1].like = NULL;
	files.machines[1].near = copy_string("m1");
	cr_expect_str_eq(select_all("", "", "", "x86"), "m1/alpha m1/beta m1/beta@k2 m2/gamma");
	cr_expect_str_eq(select_all("", "", "", NULL), "m1/alpha m1/beta m1/beta@k2 m2/gamma");
	cr_expect_str_eq(select_all("", "m2", "", NULL), "m2/beta m2/beta@k2 m2/gamma");
}

Test(selection, everything_is_the_full_product, .init = make_files)
{
	struct selection wanted = { .everything = true };

	files.machines[1].like = copy_string("m1");
	cr_expect_str_eq(selected(&wanted), "m1/alpha m1/alpha@k2 m1/beta m1/beta@k2 m2/beta "
					    "m2/beta@k2 m2/gamma m2/gamma@k2");
}

Test(selection, a_wrong_head_is_one_trial_that_tells, .init = make_files)
{
	struct selection wanted = { 0 };
	struct trial *trials;
	size_t count = 0;

	words_add(&files.scenarios[1].machines, "m3");
	selection_check_heads(&files);
	cr_assert_null(files.scenarios[0].mistake);
	cr_assert_eq(selection_expand(&wanted, &files, &trials, &count, &why), 0);
	cr_assert_eq(count, 3);
	cr_expect_str_eq(trials[1].folder, "m1/beta");
	cr_expect_not_null(strstr(trials[1].mistake, "scenarios/x.tcl: `machines:` names `m3`"),
			   "`%s`", trials[1].mistake);
	cr_expect(!trials[0].mistake[0] && !trials[2].mistake[0]);
	cr_expect_str_eq(select_all("beta", "m2", "", NULL), "m2/beta");
}

Test(selection, nothing_is_ignored_silently, .init = make_files)
{
	cr_expect_not_null(
		strstr(select_all("delta", "", "", NULL), "no scenario matches `delta`"));
	cr_expect_not_null(strstr(select_all("", "m3", "", NULL), "there is no machine `m3`"));
	cr_expect_not_null(strstr(select_all("", "", "k3", NULL), "no machine has a kernel `k3`"));
	cr_expect_not_null(strstr(select_all("alpha", "m2", "", NULL), "nothing to run"));
}

/* Names of trials, joined by blanks. */
static const char *folders_of(const struct trial *list, size_t count)
{
	static struct text folders;

	text_consume(&folders, folders.len);
	for (size_t i = 0; i < count; i++) {
		text_printf(&folders, "%s%s", i ? " " : "", list[i].folder);
	}
	return text_str(&folders);
}

static struct trial *make_trials(size_t *count)
{
	struct selection wanted = { 0 };
	struct trial *list = NULL;

	make_files();
	files.scenarios[2].timeout = 999;
	cr_assert_eq(selection_expand(&wanted, &files, &list, count, &why), 0);
	return list;
}

Test(order, repeated_trials_have_folders_of_their_own)
{
	size_t count;
	struct trial *list = make_trials(&count);

	count = 2;
	trials_repeat(&list, &count, 3);
	cr_expect_str_eq(folders_of(list, count),
			 "m1/alpha m1/beta m1/alpha#2 m1/beta#2 m1/alpha#3 m1/beta#3");
}

Test(order, longest_first_and_the_rest_as_it_was)
{
	size_t count;
	struct trial *list = make_trials(&count);

	trials_longest_first(list, count, &files);
	cr_expect_str_eq(folders_of(list, count),
			 "m2/gamma m1/alpha m1/beta m1/beta@k2 m2/beta m2/beta@k2");
}

Test(order, a_seed_decides_the_order)
{
	size_t count;
	struct trial *list = make_trials(&count), *again = make_trials(&count);
	char *first;
	bool differs = false;

	trials_shuffle(list, count, 7);
	first = copy_string(folders_of(list, count));
	trials_shuffle(again, count, 7);
	cr_expect_str_eq(first, folders_of(again, count));
	for (uint64_t seed = 1; seed < 10; seed++) {
		trials_shuffle(again, count, seed);
		differs = differs || strcmp(first, folders_of(again, count)) != 0;
	}
	cr_expect(differs, "every seed gives the same order");
}

static const char *quarantine(const char *text)
{
	size_t count;
	struct trial *list = make_trials(&count);

	if (quarantine_apply(text, "quarantine", &files, list, count, &why) != 0) {
		return why.text;
	}
	for (size_t i = 0; i < count; i++) {
		if (list[i].known[0]) {
			snprintf(why.text, sizeof(why.text), "%u: %s: %s %s", list[i].known_line,
				 list[i].folder, list[i].known_as, list[i].known);
			return why.text;
		}
	}
	return "";
}

Test(quarantine, is_noted_in_its_trials)
{
	cr_expect_str_eq(quarantine("# nothing\n\n"), "");
	cr_expect_str_eq(quarantine("m2/beta@k2 #3 the clock\tis slow \n"),
			 "1: m2/beta@k2: FAIL the clock\tis slow (#3)");
	cr_expect_str_eq(quarantine("*/gamma https://x.org/1 why not\n"),
			 "1: m2/gamma: FAIL why not (https://x.org/1)");
	cr_expect_str_eq(quarantine("#\nm1/beta  CRASH\t#3 it dies\n"),
			 "2: m1/beta: CRASH it dies (#3)");
}

Test(quarantine, is_verified)
{
	cr_expect_not_null(strstr(quarantine("m1/delta #3 x\n"), "quarantine:1: there is no "
								 "scenario `delta`"));
	cr_expect_not_null(strstr(quarantine("#\nm3/beta #3 x\n"), "quarantine:2: there is no "
								   "machine `m3`"));
	cr_expect_not_null(strstr(quarantine("m1/beta@k3 #3 x\n"), "with a kernel k3"));
	cr_expect_not_null(strstr(quarantine("m2/alpha #3 x\n"), "`alpha` is never played on m2"));
	cr_expect_not_null(
		strstr(quarantine("m1/beta PASS #3 x\n"), "`PASS` is none, nor a verdict"));
	cr_expect_not_null(strstr(quarantine("*/beta #3 x\n\nm1/beta #4 y\n"),
				  "quarantine:3: m1/beta is in quarantine by line 1 already"));
	cr_expect_not_null(strstr(quarantine("m1/beta #3\n"), "without a reason"));
	cr_expect_not_null(strstr(quarantine("m1/beta because\n"), "without a link"));
	cr_expect_not_null(strstr(quarantine("beta #3 x\n"), "expected MACHINE/SCENARIO"));
}

Test(mistakes, each_trial_of_a_wrong_script_gets_its_first_one)
{
	char name[] = "a", path[] = "/top/scenarios/a.tcl", other[] = "b", right[] = "/else/b.tcl";
	struct scenario scenarios[] = { { .name = name, .path = path },
					{ .name = other, .path = right } };
	const struct yard_files files = { .scenarios = scenarios, .scenario_count = 2 };
	struct trial trials[] = { { .scenario = "a" }, { .scenario = "b" }, { .scenario = "a" } };

	mistakes_apply("/top/scenarios/a.tcl:3: first\n/top/scenarios/a.tcl:4: second\n"
		       "/else/b.tclx:1: of another file\n",
		       "/top", &files, trials, 3);
	cr_expect_str_eq(trials[0].mistake, "scenarios/a.tcl:3: first");
	cr_expect_str_eq(trials[1].mistake, "");
	cr_expect_str_eq(trials[2].mistake, "scenarios/a.tcl:3: first");
}
