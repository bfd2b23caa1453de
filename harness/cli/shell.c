// SPDX-License-Identifier: GPL-2.0-only
/* yard shell, the front end: options, and the terminal. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "../base/files.h"
#include "../results/run_record.h"
#include "accelerator.h"
#include "cli.h"
#include "options.h"
#include "shell.h"

static int relay(void *context, int fd)
{
	struct shell *s = context;
	char block[1024];
	ssize_t n = read(fd, block, sizeof(block));

	if (n <= 0 || (s->terminal && memchr(block, QUIT_KEY, n))) {
		shutdown(s->front, SHUT_WR);
		return -1;
	}
	return write_all(s->front, block, n, 5000);
}

/* Keys go to the guest one by one, unseen by this terminal; output stays as it was. */
static void make_raw(const struct termios *old)
{
	struct termios raw = *old;

	raw.c_lflag &= ~(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_iflag &= ~(ICRNL | IXON);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static int run_shell(struct shell *s)
{
	struct reaper reaper = { .places = &s->places,
				 .user = &s->user,
				 .work = shell_work,
				 .context = s,
				 .watch = { STDIN_FILENO, -1 },
				 .relay = relay,
				 .tick = s->tick,
				 .tick_context = s->tick_context };
	struct termios old;
	struct problem why;
	int interrupted, ret;

	printf("Machine %s, kernel %s; logs in %s/%s/shell/%s\n", s->machine->name, s->kernel,
	       s->places.run, s->machine->name, s->terminal ? "; Ctrl-T: steps, Ctrl-]: end" : "");
	s->terminal = s->terminal && tcgetattr(STDIN_FILENO, &old) == 0;
	if (s->terminal) {
		make_raw(&old);
	}
	ret = reaper_run(&reaper, &interrupted, &why);
	if (s->terminal) {
		tcsetattr(STDIN_FILENO, TCSANOW, &old);
	}
	puts("");
	return ret < 0 ? cli_fail(EXIT_IMPOSSIBLE, "%s", why.text) : ret;
}

static int prepare(struct shell *s, struct problem *why)
{
	int pair[2];

	if (machine_usable(s->machine, why) != 0 || run_user_find(&s->user, &s->places, why) != 0 ||
	    scratch_make(&s->places, &s->user, s->machine->ram.size + (256ull << 20), why) != 0 ||
	    places_new_run(&s->places, why) != 0) {
		return -1;
	}
	run_record_hold(s->places.run);
	if (s->user.drop && folder_chown(s->places.run, s->user.uid, s->user.gid, why) != 0) {
		return -1;
	}
	s->user.kvm = accelerator_choose(s->machine, &s->user, &s->places, why);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		return problem_set(why, "cannot make a socket pair: %s", strerror(errno));
	}
	s->front = pair[0];
	s->back = pair[1];
	return 0;
}

static const char help[] =
	"usage: yard shell [OPTION...] MACHINE\n\n"
	"Boots a machine and gives its root shell, lines of the hypervisor's console among it.\n\n"
	"Ctrl-T asks for a step of a scenario: enable, cell create NAME, expect_hv TEXT, peek,\n"
	"inject_nmi ... (`steps` lists them; any Tcl will do). It is done on the same machine, and\n"
	"what it types can be seen in the shell. `hypervisor check` asks whether its code\n"
	"and constants have the checksum that they had when it started. An empty line, Ctrl-D or Ctrl-T\n"
	"leads back to the shell, Ctrl-C gives up waiting. Ctrl-] ends the machine.\n\n"
	"Commands can come from a file or pipe, too; each is typed when the prompt is back. A line\n"
	"that begins with step> is a step; if one fails the exit status is 1.\n\n"
	"      --kernel NAME   with this kernel\n"
	"      --cold          boot it, don't continue from a snapshot\n"
	"  -k, --keep          leave the scratch folder behind\n"
	"      --poison-all    fill all of RAM, not the reserved range alone\n";

/* Returns -1 to go on, else the exit status. */
static int parse(struct shell *s, int argc, char **argv)
{
	const struct cli_option table[] = { { "kernel", 0, OPTION_TEXT, .value = &s->kernel },
					    { "cold", 0, OPTION_FLAG, .value = &s->places.cold },
					    { "keep", 'k', OPTION_FLAG, .value = &s->places.keep },
					    { "poison-all", 0, OPTION_FLAG,
					      .value = &s->poison_all },
					    { 0 } };
	int ret = options_parse(table, help, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	return optind + 1 == argc ? -1 : cli_fail(EXIT_USAGE, "say which machine, one");
}

int shell_choose(struct shell *s, const char *name)
{
	s->machine = machine_find(s->files.machines, s->files.machine_count, name);
	if (!s->machine) {
		return cli_fail(-1, "there is no machine `%s`: `yard machines` shows them all",
				name);
	}
	if (!s->kernel) {
		s->kernel = s->machine->kernels.item[0];
	}
	if (!words_have(&s->machine->kernels, s->kernel)) {
		return cli_fail(-1, "%s has no kernel `%s`: `yard machines` shows which it has",
				name, s->kernel);
	}
	return 0;
}

char *shell_results(const struct shell *s)
{
	return format("%s/%s/shell", s->places.run, s->machine->name);
}

int shell_session(struct shell *s)
{
	struct problem why;
	int ret;

	/* read when libvirt is first asked for anything; what matters comes as a sentence */
	setenv("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null", 0);
	ret = prepare(s, &why) == 0 ? run_shell(s) : cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	scratch_end(&s->places);
	return ret;
}

int cmd_shell(int argc, char **argv)
{
	struct shell s = { .terminal = isatty(STDIN_FILENO) };
	int ret = parse(&s, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	if (cli_load(&s.places, &s.files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	return shell_choose(&s, argv[optind]) == 0 ? shell_session(&s) : EXIT_USAGE;
}
