// SPDX-License-Identifier: GPL-2.0-only
/*
 * yard shell: the root shell of a machine on this terminal, lines of the hypervisor's console
 * among it. The front end owns the terminal and passes on what is typed; the worker owns the
 * machine and writes to the terminal.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "../base/files.h"
#include "../scenario/ingredients.h"
#include "../scenario/session.h"
#include "accelerator.h"
#include "cli.h"
#include "reaper.h"

#define PROMPT	 "cellyard# "
#define QUIT_KEY 0x1d /* Ctrl-] */
#define CYAN	 "\033[36m"
#define RESET	 "\033[0m"
/* A command from a file or pipe that shows no prompt for so long is given up. */
#define SCRIPT_PATIENCE_MS 120000

struct shell {
	struct places places;
	struct yard_files files;
	struct run_user user;
	const struct machine *machine;
	const char *kernel;
	bool poison_all;
	bool terminal;	 /* someone types; else lines come from a file or pipe */
	int front, back; /* ends of the socket pair */
	struct session session;
	struct text typed; /* not yet passed on to the machine */
	bool typing_ended;
	size_t answered;     /* log bytes of Linux that were there when the last line went out */
	int64_t last_output; /* clock_ms() */
	struct text hypervisor_line;
};

/* ---- worker ---- */

static void out(const char *data, size_t len)
{
	write_all(STDOUT_FILENO, data, len, 10000);
}

static void show_linux(void *context, const char *text, size_t len)
{
	struct shell *s = context;

	out(text, len);
	s->last_output = clock_ms();
}

/* What stands on the line that Linux is writing: it has to move below the other console's. */
static const char *unfinished(const struct shell *s)
{
	const char *log = text_str(&s->session.linux_line.log);
	const char *newline = strrchr(log, '\n');

	return newline ? newline + 1 : log;
}

static void show_hypervisor_line(struct shell *s, size_t len)
{
	const char *open = unfinished(s);
	struct text t = { 0 };

	if (*open) {
		text_puts(&t, s->terminal ? "\r\033[K" : "\n");
	}
	text_printf(&t, "%shypervisor | %.*s%s\n", s->terminal ? CYAN : "", (int)len,
		    s->hypervisor_line.data, s->terminal ? RESET : "");
	text_puts(&t, s->terminal ? open : "");
	out(t.data, t.len);
	text_free(&t);
}

static void show_hypervisor(void *context, const char *text, size_t len)
{
	struct shell *s = context;
	char *end;

	text_append(&s->hypervisor_line, text, len);
	while ((end = memchr(s->hypervisor_line.data, '\n', s->hypervisor_line.len))) {
		show_hypervisor_line(s, end - s->hypervisor_line.data);
		text_consume(&s->hypervisor_line, end - s->hypervisor_line.data + 1);
	}
	s->last_output = clock_ms();
}

/* Linux shows its prompt, and has done so since the last line was typed. */
static bool at_prompt(const struct shell *s)
{
	return s->session.linux_line.log.len > s->answered && strstr(unfinished(s), PROMPT);
}

/* Lines of a script go out one at a time, each when the one before is done. */
static void pass_script(struct shell *s)
{
	char *end = s->typed.len ? memchr(s->typed.data, '\n', s->typed.len) : NULL;
	size_t len = end ? (size_t)(end - s->typed.data) : s->typed.len;

	if (!at_prompt(s) || (!end && !(s->typing_ended && len))) {
		return;
	}
	s->answered = s->session.linux_line.log.len + len;
	line_type(&s->session.linux_line, s->typed.data, len);
	line_type(&s->session.linux_line, "\r", 1);
	text_consume(&s->typed, len + (end != NULL));
}

static void pass_typed(struct shell *s)
{
	if (s->terminal) {
		line_type(&s->session.linux_line, text_str(&s->typed), s->typed.len);
		text_consume(&s->typed, s->typed.len);
	} else {
		pass_script(s);
	}
}

static bool script_done(const struct shell *s)
{
	return !s->terminal && s->typing_ended &&
	       ((!s->typed.len && at_prompt(s)) ||
		clock_ms() - s->last_output > SCRIPT_PATIENCE_MS);
}

static void read_typed(struct shell *s, const struct pollfd *p)
{
	char block[1024];
	ssize_t n;

	if (!p->revents) {
		return;
	}
	n = read(s->back, block, sizeof(block));
	if (n > 0) {
		text_append(&s->typed, block, n);
	} else {
		s->typing_ended = true;
	}
}

static void converse(struct shell *s)
{
	struct pollfd p[SESSION_POLL + 1];

	s->last_output = clock_ms();
	while (!s->session.dead && !(s->terminal && s->typing_ended) && !script_done(s)) {
		session_poll_prepare(&s->session, p);
		p[SESSION_POLL] =
			(struct pollfd){ .fd = s->typing_ended ? -1 : s->back, .events = POLLIN };
		poll(p, SESSION_POLL + 1, 200);
		session_poll_handle(&s->session, p);
		read_typed(s, &p[SESSION_POLL]);
		pass_typed(s);
	}
	if (s->session.dead) {
		printf("\nyard: %s\n", s->session.death);
	}
}

static int work(void *context)
{
	struct shell *s = context;
	char *results = format("%s/%s/shell", s->places.run, s->machine->name);
	const struct session_request request = { .kernel = s->kernel,
						 .results = results,
						 .start = STATE_LINUX,
						 .cold = s->places.cold,
						 .poison_all = s->poison_all,
						 .kvm = s->user.kvm };
	struct problem why;
	int ret = EXIT_PASSED;

	close(s->front);
	if (ingredients_stage(&s->places, s->machine, s->kernel, &why) == 0 &&
	    session_open(&s->session, &s->places, s->machine, &request, &why) == 0) {
		s->session.linux_line.watcher = show_linux;
		s->session.hypervisor.watcher = show_hypervisor;
		s->session.linux_line.watcher_context = s;
		s->session.hypervisor.watcher_context = s;
		/* a prompt of before a snapshot answers nothing */
		s->answered = s->session.linux_line.log.len;
		ret = session_go(&s->session, &why);
	} else {
		ret = -1;
	}
	if (ret == 0) {
		converse(s);
		ret = s->session.dead ? EXIT_FAILED : EXIT_PASSED;
	} else {
		ret = cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	}
	session_close(&s->session);
	free(results);
	return ret;
}

/* ---- front end ---- */

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
				 .work = work,
				 .context = s,
				 .watch = { STDIN_FILENO, -1 },
				 .relay = relay };
	struct termios old;
	struct problem why;
	int interrupted, ret;

	printf("Machine %s, kernel %s; logs in %s/%s/shell/%s\n", s->machine->name, s->kernel,
	       s->places.run, s->machine->name, s->terminal ? "; Ctrl-] ends it" : "");
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
	"Boots a machine and gives its root shell, lines of the hypervisor's console among it.\n"
	"Ctrl-] ends it. Commands can come from a file or pipe, too; each is typed when the\n"
	"prompt is back.\n\n"
	"      --kernel NAME   with this kernel\n"
	"      --cold          boot it, don't continue from a snapshot\n"
	"  -k, --keep          leave the scratch folder behind\n"
	"      --poison-all    fill all of RAM, not the reserved range alone\n";

static const struct option options[] = {
	{ "kernel", required_argument, NULL, 'n' }, { "cold", no_argument, NULL, 'c' },
	{ "keep", no_argument, NULL, 'k' },	    { "poison-all", no_argument, NULL, 'p' },
	{ "help", no_argument, NULL, 'h' },	    { 0 }
};

/* Returns -1 to go on, else the exit status. */
static int parse(struct shell *s, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "kh", options, NULL)) != -1) {
		if (option == 'n') {
			s->kernel = optarg;
		} else if (option == 'c') {
			s->places.cold = true;
		} else if (option == 'k') {
			s->places.keep = true;
		} else if (option == 'p') {
			s->poison_all = true;
		} else if (option == 'h') {
			fputs(help, stdout);
			return EXIT_PASSED;
		} else {
			return EXIT_USAGE;
		}
	}
	return optind + 1 == argc ? -1 : cli_fail(EXIT_USAGE, "say which machine, one");
}

static int choose(struct shell *s, const char *name)
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

int cmd_shell(int argc, char **argv)
{
	struct shell s = { .terminal = isatty(STDIN_FILENO) };
	struct problem why;
	int ret = parse(&s, argc, argv);

	if (ret >= 0) {
		return ret;
	}
	/* read when libvirt is first asked for anything; what matters comes as a sentence */
	setenv("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null", 0);
	if (cli_load(&s.places, &s.files) != 0) {
		return EXIT_IMPOSSIBLE;
	}
	if (choose(&s, argv[optind]) != 0) {
		return EXIT_USAGE;
	}
	ret = prepare(&s, &why) == 0 ? run_shell(&s) : cli_fail(EXIT_IMPOSSIBLE, "%s", why.text);
	scratch_end(&s.places);
	return ret;
}
