// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TCG plugin: stops the machine at an instruction, so that what is done to it from outside comes
 * at the same one each time. For machines that count instructions (-icount), which have all CPUs in
 * one thread.
 *
 * -plugin holder.so,socket=PATH
 *
 * It stops where a program of root Linux executes an instruction without effect: x86 `nopl` with a
 * displacement of 0xce117e57, arm64 `movz xzr, #0x7e57, lsl #48`. While the machine stands still,
 * the harness says on the socket where it is to stop next, and lets it go on by QMP or gdb:
 *
 * - `run CPU COUNT`: when that CPU has executed so many more instructions, or a block more;
 * - `enter CPU`: when that CPU executes the hypervisor;
 * - `go`: the next time that it goes on it has no gdb any more that makes steps.
 *
 * Answers are `ok`. What it says by itself is `stopped CPU INSTRUCTIONS KIND`: how many
 * instructions all CPUs have executed since the start, and `order` if it is where it was told to,
 * or `mark` if it has come to the next such program before.
 *
 * A stop has no words in the plugin interface. QEMU exports for its modules what it takes: a piece
 * of work for which all CPUs leave their code, during which its main loop stops the machine. No CPU
 * executes an instruction between that and the end of the block that was begun.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "qemu_plugin.h"

#define MARK_X86   "\x0f\x1f\x80\x57\x7e\x11\xce"
#define MARK_ARM64 "\xff\xca\xef\xd2"
/* RUN_STATE_PAUSED of QEMU's run states */
#define PAUSED	     4
#define STOP_LOOK_US 100
/* So often in a row the main loop is to be found asleep. */
#define QUIET_LOOKS   3
#define QUIET_LOOK_US 2000

/* Where to stop next; given while no CPU executes anything, and taken in the thread of all CPUs. */
static struct {
	void *cpu;     /* NULL: nowhere */
	uint64_t left; /* instructions; 0: where it enters the hypervisor */
} order;
static bool was_ordered;
static bool goes_on;

/* What is special about an instruction set. */
struct dialect {
	const char *target;
	const char *mark;
	size_t mark_size;
	/* the hypervisor's own addresses: all that are the same above this bit */
	unsigned int shift;
	uint64_t hypervisor;
};

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static const struct dialect dialects[] = {
	{ "x86_64", MARK_X86, 7, 28, 0xfffffffff },
	{ "aarch64", MARK_ARM64, 4, 28, 0xffffc },
};

static const struct dialect *dialect;
static int line = -1;

/* ---- what QEMU exports beside its interface ---- */

static struct {
	void *(*get_cpu)(int index);
	void (*run_safely)(void *cpu, void (*work)(void *cpu, uintptr_t data), uintptr_t data);
	int (*stop)(int state);
	bool (*is_running)(void);
	void (*lock)(const char *file, int line);
	void (*unlock)(void);
	int64_t (*count)(void);
} qemu;

static bool find_functions(void)
{
	qemu.get_cpu = dlsym(RTLD_DEFAULT, "qemu_get_cpu");
	qemu.run_safely = dlsym(RTLD_DEFAULT, "async_safe_run_on_cpu");
	qemu.stop = dlsym(RTLD_DEFAULT, "vm_stop");
	qemu.is_running = dlsym(RTLD_DEFAULT, "runstate_is_running");
	qemu.lock = dlsym(RTLD_DEFAULT, "bql_lock_impl");
	qemu.unlock = dlsym(RTLD_DEFAULT, "bql_unlock");
	qemu.count = dlsym(RTLD_DEFAULT, "icount_get_raw");
	return qemu.get_cpu && qemu.run_safely && qemu.stop && qemu.is_running && qemu.lock &&
	       qemu.unlock && qemu.count && dlsym(RTLD_DEFAULT, "current_cpu");
}

/* ---- the stop ---- */

/* On the thread of the CPUs, none of which executes anything now. */
static void stop_all(void *cpu, uintptr_t vcpu)
{
	(void)cpu;
	qemu.stop(PAUSED);
	while (qemu.is_running()) {
		usleep(STOP_LOOK_US);
	}
	/* the main loop has this from there on until it waits for us, and has told all CPUs */
	qemu.lock(__FILE__, __LINE__);
	qemu.unlock();
	dprintf(line, "stopped %u %lld %s\n", (unsigned int)vcpu, (long long)qemu.count(),
		was_ordered ? "order" : "mark");
}

/* The CPU that executes. What callbacks are given is the one for which the block was translated,
 * where all are in one thread. */
static void *this_cpu(void)
{
	static __thread void **current;

	if (!current) {
		current = dlsym(RTLD_DEFAULT, "current_cpu");
	}
	return *current;
}

static void hold(bool ordered)
{
	unsigned int number = 0;

	was_ordered = ordered;
	order.cpu = NULL;
	while (qemu.get_cpu(number) != this_cpu()) {
		number++;
	}
	qemu.run_safely(this_cpu(), stop_all, number);
}

/* The letter of the main thread's state in proc(5). */
static char main_state(void)
{
	char path[64], line_of[512] = "";
	const char *end;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)getpid());
	f = fopen(path, "re");
	if (f) {
		(void)!fgets(line_of, sizeof(line_of), f);
		fclose(f);
	}
	end = strrchr(line_of, ')');
	return end ? end[2] : 'S';
}

/*
 * Where all CPUs sleep the main loop moves the clock to what comes next. It does so whenever it
 * wakes up, and what has let the machine go on still makes it do that, at other instructions each
 * time: wait for the end of it.
 */
static void await_quiet(void)
{
	goes_on = false;
	for (int quiet = 0; quiet < QUIET_LOOKS;) {
		usleep(QUIET_LOOK_US);
		quiet = main_state() == 'S' ? quiet + 1 : 0;
	}
}

static void execute_mark(unsigned int unknown, void *unused)
{
	(void)unknown;
	(void)unused;
	hold(false);
}

static void execute_block(unsigned int unknown, void *count)
{
	(void)unknown;
	if (goes_on) {
		await_quiet();
	}
	if (!order.cpu || !order.left || order.cpu != this_cpu()) {
		return;
	}
	if (order.left > (uintptr_t)count) {
		order.left -= (uintptr_t)count;
	} else {
		hold(true);
	}
}

static void enter_hypervisor(unsigned int unknown, void *unused)
{
	(void)unknown;
	(void)unused;
	if (order.cpu && !order.left && order.cpu == this_cpu()) {
		hold(true);
	}
}

static bool is_mark(const struct qemu_plugin_insn *insn)
{
	uint8_t bytes[16];
	size_t size = qemu_plugin_insn_data(insn, bytes, sizeof(bytes));

	return size == dialect->mark_size && memcmp(bytes, dialect->mark, size) == 0;
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);
	uint64_t address = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, execute_block, QEMU_PLUGIN_CB_NO_REGS,
					     (void *)count);
	if (address >> dialect->shift == dialect->hypervisor) {
		qemu_plugin_register_vcpu_tb_exec_cb(tb, enter_hypervisor, QEMU_PLUGIN_CB_NO_REGS,
						     NULL);
	}
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		if (is_mark(insn)) {
			qemu_plugin_register_vcpu_insn_exec_cb(insn, execute_mark,
							       QEMU_PLUGIN_CB_NO_REGS, NULL);
		}
	}
}

/* ---- orders, which come while the machine stands still ---- */

static const char *take_order(const char *text)
{
	unsigned long long count = 0;
	unsigned int cpu;

	if (strcmp(text, "go\n") == 0) {
		goes_on = true;
		return "ok\n";
	}
	if ((sscanf(text, "run %u %llu", &cpu, &count) != 2 || !count) &&
	    (count || sscanf(text, "enter %u", &cpu) != 1)) {
		return "no\n";
	}
	order.left = count;
	order.cpu = qemu.get_cpu(cpu);
	return order.cpu ? "ok\n" : "no\n";
}

static void *listen_to_orders(void *unused)
{
	FILE *in = fdopen(dup(line), "r");
	char text[80];

	(void)unused;
	while (in && fgets(text, sizeof(text), in)) {
		const char *answer = take_order(text);

		if (write(line, answer, strlen(answer)) < 0) {
			break;
		}
	}
	return NULL;
}

/* ---- start ---- */

static int refuse(const char *what, const char *name)
{
	fprintf(stderr, "holder: %s: %s\n", name, what);
	return -1;
}

static int join(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	pthread_t thread;

	if (strlen(path) >= sizeof(address.sun_path)) {
		return refuse("is too long for the path of a socket", path);
	}
	strcpy(address.sun_path, path);
	line = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (line < 0 || connect(line, (struct sockaddr *)&address, sizeof(address)) != 0) {
		return refuse("nobody listens there", path);
	}
	return pthread_create(&thread, NULL, listen_to_orders, NULL) == 0
		       ? 0
		       : refuse("there is no thread for it", path);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
		if (strcmp(dialects[i].target, info->target_name) == 0) {
			dialect = &dialects[i];
		}
	}
	if (!dialect) {
		return refuse("it knows no instruction that marks a place", info->target_name);
	}
	if (argc != 1 || strncmp(argv[0], "socket=", 7) != 0) {
		return refuse("it is what is needed, and nothing else", "socket=PATH");
	}
	if (!find_functions()) {
		return refuse("it does not export what it takes to stop it", "this QEMU");
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return join(argv[0] + 7);
}
