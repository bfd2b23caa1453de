// SPDX-License-Identifier: GPL-2.0-only
#include "session.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../base/files.h"
#include "../machine/inside.h"
#include "../machine/process.h"
#include "../machine/snapshot.h"
#include "ingredients.h"
#include "life.h"
#include "store.h"

static char *in_scratch(const struct session *s, const char *name)
{
	return format("%s/%s", s->scratch, name);
}

/* A line for whoever wonders what the harness did. */
static void __attribute__((format(printf, 2, 3)))
note(const struct session *s, const char *fmt, ...)
{
	char *path = format("%s/harness.log", s->results);
	FILE *f = fopen(path, "ae");
	va_list ap;

	if (f) {
		fprintf(f, "%9.3f ", clock_seconds() - s->started);
		va_start(ap, fmt);
		vfprintf(f, fmt, ap);
		va_end(ap);
		fputs("\n", f);
		fclose(f);
	}
	free(path);
}

/* The emulator can't look into every folder, and not everywhere is a program loaded from. */
static char *reachable(const struct session *s, const char *built, const char *name, bool program,
		       struct problem *why)
{
	char *from = format("%s/%s", s->places->build, built);
	char *to = in_scratch(s, name);
	struct statvfs fs;

	if (program && statvfs(s->scratch, &fs) == 0 && (fs.f_flag & ST_NOEXEC)) {
		free(to);
		return from;
	}
	if (file_copy(from, to, why) != 0) {
		free(to);
		to = NULL;
	}
	free(from);
	return to;
}

/* The argument that makes the emulator count, see harness/counter.c; NULL if that can't be. */
static char *counting_plugin(struct session *s, struct problem *why)
{
	char *elf, *plugin, *image, *argument = NULL;

	if (!s->machine->hypervisor) {
		problem_set(why,
			    "`hypervisor:` is missing in %s/machine.conf: what is to be counted?",
			    s->machine->folder);
		return NULL;
	}
	elf = format("hypervisor/%s.elf", s->machine->hypervisor);
	plugin = reachable(s, "harness/counter.so", "counter.so", true, why);
	image = plugin ? reachable(s, elf, "hypervisor.elf", false, why) : NULL;
	s->counts = in_scratch(s, "counts.log");
	if (image) {
		argument = format("%s,hypervisor=%s,log=%s", plugin, image, s->counts);
	}
	free(image);
	free(plugin);
	free(elf);
	return argument;
}

/* The argument that makes the emulator stop where steps say so; NULL if none does, or that can't
 * be. */
static char *holding_plugin(struct session *s, struct problem *why)
{
	char *socket = in_scratch(s, "hold");
	char *plugin = NULL, *argument = NULL;

	if (hold_open(&s->hold, socket, why) == 0) {
		plugin = reachable(s, "harness/holder.so", "holder.so", true, why);
	}
	if (plugin) {
		argument = format("%s,socket=%s", plugin, socket);
	}
	free(plugin);
	free(socket);
	return argument;
}

static bool needs_plugin(const struct session *s)
{
	return s->request.counts || inside_holds(s->request.inside);
}

static char *plugin_argument(struct session *s, struct problem *why)
{
	if (!needs_plugin(s)) {
		return NULL;
	}
	return s->request.counts ? counting_plugin(s, why) : holding_plugin(s, why);
}

/* What the machine unpacks: with the steps in it if it plays by itself. */
static char *image(const struct session *s, struct problem *why)
{
	char *built = ingredients_path(s->places, s->request.kernel, "initrd", why);
	char *own;

	if (!built || !s->request.inside) {
		return built;
	}
	own = in_scratch(s, "initrd");
	if (inside_image(built, s->request.inside, s->machine->arch, own, why) != 0) {
		free(own);
		own = NULL;
	}
	free(built);
	return own;
}

static int start_domain(struct session *s, bool incoming, struct problem *why)
{
	char *template_path = format("%s/domain.xml", s->machine->folder);
	struct text template = { 0 };
	char *plugin = plugin_argument(s, why);
	char *paths[] = { ingredients_path(s->places, s->request.kernel, "vmlinuz", why),
			  image(s, why),
			  in_scratch(s, "hv.machine"),
			  in_scratch(s, "linux.machine"),
			  in_scratch(s, "qmp"),
			  in_scratch(s, "qtest"),
			  format("%s/cache", s->places->scratch),
			  ingredients_device_tree(s->places, s->machine) };
	const struct domain_files files = { .scratch = s->scratch,
					    .kernel = paths[0],
					    .initrd = paths[1],
					    .hypervisor_socket = paths[2],
					    .linux_socket = paths[3],
					    .qmp_socket = paths[4],
					    .qtest_socket = paths[5],
					    .capability_cache = paths[6],
					    .device_tree = paths[7],
					    .plugin = plugin,
					    .kvm = s->request.kvm,
					    .inside = s->request.inside,
					    .without = s->request.without,
					    .incoming = incoming };

	if ((plugin || !needs_plugin(s)) && paths[0] && paths[1] &&
	    file_read(template_path, &template, why) == 0) {
		s->domain = domain_start(s->machine, text_str(&template), &files, why);
	}
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		free(paths[i]);
	}
	text_free(&template);
	free(plugin);
	free(template_path);
	return s->domain ? 0 : -1;
}

/* The truth about how the machine was started, as a line for a shell. */
static void record_command_line(const struct session *s)
{
	char *source = format("/proc/%d/cmdline", (int)domain_pid(s->domain));
	char *target = format("%s/qemu.cmdline", s->results);
	struct text raw = { 0 };
	struct text line = { 0 };

	if (file_read(source, &raw, NULL) == 0) {
		for (size_t i = 0; i < raw.len; i += strlen(raw.data + i) + 1) {
			text_puts(&line, i ? " " : "");
			text_shell_quote(&line, raw.data + i);
		}
		text_puts(&line, "\n");
		file_write(target, text_str(&line), NULL);
	}
	text_free(&line);
	text_free(&raw);
	free(target);
	free(source);
}

static int open_lines(struct session *s, struct problem *why)
{
	const struct {
		struct line *line;
		const char *name;
		const char *machine;
		const char *client;
	} lines[] = { { &s->hypervisor, "hypervisor", "hv.machine", "hv.client" },
		      { &s->linux_line, "linux", "linux.machine", "linux.client" } };
	time_t wall = time(NULL);
	int ret = 0;

	for (size_t i = 0; i < 2 && ret == 0; i++) {
		char *machine = in_scratch(s, lines[i].machine);
		char *client = in_scratch(s, lines[i].client);

		ret = line_open(lines[i].line, lines[i].name, machine, client, s->results,
				s->started, wall, why);
		free(client);
		free(machine);
	}
	return ret;
}

static int open_qmp(struct session *s, struct problem *why)
{
	char *path = in_scratch(s, "qmp");
	char *log = format("%s/qmp.log", s->results);
	int ret;

	s->qmp_log = fopen(log, "we");
	ret = qmp_open(&s->qmp, path, s->qmp_log, why);
	free(log);
	free(path);
	return ret;
}

static int open_nudge(struct session *s, struct problem *why)
{
	char *path = in_scratch(s, "qtest");
	int ret = 0;

	/* what comes from outside comes at another instruction each time */
	if (s->machine->nudge && !s->request.inside) {
		ret = nudge_open(&s->nudge, &s->qmp, path, s->machine->nudge, why);
	}
	free(path);
	return ret;
}

/* The name of the memory backend differs between machine types; there is one. */
static char *ram_object(struct session *s, struct problem *why)
{
	json_t *list = NULL;
	const char *id;
	char *name = NULL;

	if (qmp_command(&s->qmp, "{\"execute\":\"query-memdev\"}", &list, why) != 0) {
		return NULL;
	}
	id = json_string_value(json_object_get(json_array_get(list, 0), "id"));
	if (id) {
		name = copy_string(id);
	} else {
		problem_set(why, "QEMU names no memory backend for the guest's RAM");
	}
	json_decref(list);
	return name;
}

/* QEMU itself tells where the file is that libvirt chose for the RAM. */
static int open_memory(struct session *s, struct problem *why)
{
	char *object = ram_object(s, why);
	char *command = format("{\"execute\":\"qom-get\",\"arguments\":{"
			       "\"path\":\"/objects/%s\",\"property\":\"mem-path\"}}",
			       object ? object : "");
	json_t *path = NULL;
	int ret = object ? qmp_command(&s->qmp, command, &path, why) : -1;

	if (ret == 0 && !json_is_string(path)) {
		ret = problem_set(why, "QEMU does not say which file holds the guest's RAM");
	}
	if (ret == 0) {
		ret = memory_open(&s->memory, json_string_value(path), s->machine->ram.base,
				  s->machine->ram.size, why);
	}
	json_decref(path);
	free(command);
	free(object);
	return ret;
}

/* Where the emulator itself loads the kernel, that is in RAM already and has to stay. */
static int poison(struct session *s, struct problem *why)
{
	const struct machine *m = s->machine;

	if (s->request.poison_all) {
		memory_fill_untouched(&s->memory, POISON);
	}
	return memory_fill(&s->memory, m->reserved.base, m->reserved.size, POISON, why);
}

/* Snapshots that this trial may use: the ones the machine is known to survive. */
static bool uses_snapshots(const struct session *s, enum state state)
{
	bool changed = s->request.without && s->request.without->count;

	return !changed && !s->request.cold && !s->request.inside && !s->request.poison_all &&
	       !s->request.kvm && state <= s->request.start &&
	       words_have(&s->machine->snapshots, state_name(state));
}

static struct snapshot_id id_of(const struct session *s, enum state state)
{
	return (struct snapshot_id){ .machine = s->machine,
				     .kernel = s->request.kernel,
				     .state = state,
				     .cell = state == STATE_RUNNING ? s->request.cell : NULL,
				     .key = s->key };
}

/* The snapshot that is nearest to what was asked for; its state goes to @state. */
static char *find_snapshot(const struct session *s, enum state *state)
{
	for (enum state i = s->request.start; i > STATE_OFF; i--) {
		struct snapshot_id id = id_of(s, i);
		char *folder = uses_snapshots(s, i) ? store_find(s->places, &id) : NULL;

		if (folder) {
			*state = i;
			return folder;
		}
	}
	*state = STATE_OFF;
	return NULL;
}

/* What the consoles had shown until then. */
static void show_past(struct session *s, const char *folder)
{
	struct line *lines[] = { &s->hypervisor, &s->linux_line };

	for (size_t i = 0; i < 2; i++) {
		char *path = format("%s/%s.log", folder, lines[i]->name);
		struct text past = { 0 };

		if (file_read(path, &past, NULL) == 0) {
			line_preload(lines[i], text_str(&past), past.len);
		}
		text_free(&past);
		free(path);
	}
}

/* The emulator can't look into every folder that the harness can look into. */
static int load_snapshot(struct session *s, const char *folder, struct problem *why)
{
	char *from = format("%s/state", folder);
	char *state = in_scratch(s, "state");
	char *ram = format("%s/ram", folder);
	int ret = file_copy(from, state, why);

	if (ret == 0) {
		ret = snapshot_load(&s->qmp, &s->memory, state, ram, why);
	}
	if (ret == 0) {
		show_past(s, folder);
	}
	unlink(state);
	free(ram);
	free(state);
	free(from);
	return ret;
}

/* Pipes that the emulator can open: there must be somebody who would read. */
static int make_pipes(const struct session *s, int holders[2], struct problem *why)
{
	static const char *const names[] = { "hv.machine", "linux.machine" };

	for (size_t i = 0; i < 2; i++) {
		char *path = in_scratch(s, names[i]);

		holders[i] = inside_pipe(path, why);
		free(path);
		if (holders[i] < 0) {
			return -1;
		}
	}
	return 0;
}

/*
 * Threads that emulate x86 CPUs must not run at the same time. In a machine that plays by itself
 * the main loop moves the clock where all CPUs sleep: elsewhere it would come too late.
 */
static bool needs_one_processor(const struct session *s)
{
	return s->request.inside || (!s->request.kvm && strcmp(s->machine->arch, "x86") == 0);
}

/* The emulator, and the lines to it. */
static int start_connected(struct session *s, bool incoming, struct problem *why)
{
	int holders[2] = { -1, -1 };
	int ret = s->request.inside ? make_pipes(s, holders, why) : 0;

	if (ret == 0) {
		ret = start_domain(s, incoming, why);
	}
	if (ret == 0) {
		record_command_line(s);
	}
	if (ret == 0 && s->request.inside) {
		s->patience.emulator = domain_pid(s->domain);
	}
	if (ret == 0 && needs_one_processor(s)) {
		host_cpu_claim(&s->host_cpu, domain_pid(s->domain));
		if (host_cpu_confine(&s->host_cpu, domain_pid(s->domain)) != 0) {
			note(s, "the emulator cannot be kept on one processor: what is odd may "
				"be its own fault, see harness/machine/host_cpu.h");
		}
	}
	if (ret == 0) {
		ret = open_lines(s, why);
	}
	for (size_t i = 0; i < 2; i++) {
		if (holders[i] >= 0) {
			close(holders[i]);
		}
	}
	return ret;
}

static int open_exits(struct session *s, struct problem *why)
{
	char *path = format("%s/exits.tsv", s->results);
	int ret = exits_open(&s->exits, s->machine, path, why);

	free(path);
	return ret;
}

/* @snapshot: folder, or NULL to begin with the first instruction. */
static int build(struct session *s, const char *snapshot, struct problem *why)
{
	if (folder_make(s->scratch, why) != 0 || start_connected(s, snapshot != NULL, why) != 0 ||
	    open_qmp(s, why) != 0 || open_nudge(s, why) != 0 || open_memory(s, why) != 0 ||
	    open_exits(s, why) != 0) {
		return -1;
	}
	/* from the moment that the hypervisor has it, the range is part of the snapshot */
	if (s->reached < STATE_ENABLED && poison(s, why) != 0) {
		return -1;
	}
	return snapshot ? load_snapshot(s, snapshot, why) : 0;
}

static void take_down(struct session *s)
{
	exits_close(&s->exits);
	memory_close(&s->memory);
	host_cpu_release(&s->host_cpu);
	nudge_close(&s->nudge);
	forgotten_close(&s->forgotten);
	hold_close(&s->hold);
	qmp_close(&s->qmp);
	domain_destroy(s->domain);
	s->domain = NULL;
	line_close(&s->hypervisor);
	line_close(&s->linux_line);
	if (s->qmp_log) {
		fclose(s->qmp_log);
	}
	s->qmp_log = NULL;
	if (s->scratch && !s->keep) {
		folder_remove(s->scratch, NULL);
	}
}

int session_open(struct session *s, const struct places *places, const struct machine *m,
		 const struct session_request *request, struct problem *why)
{
	char *snapshot;
	int ret;

	memset(s, 0, sizeof(*s));
	s->machine = m;
	s->places = places;
	s->request = *request;
	s->keep = places->keep;
	s->qmp.fd = s->nudge.fd = s->hypervisor.fd = s->linux_line.fd = -1;
	s->hypervisor.listener = s->hypervisor.client = -1;
	s->hold = (struct hold)HOLD_INIT;
	s->forgotten = (struct forgotten)FORGOTTEN_INIT;
	s->host_cpu = (struct host_cpu)HOST_CPU_NONE;
	s->linux_line.listener = s->linux_line.client = -1;
	s->scratch = format("%s/%d", places->scratch, (int)getpid());
	s->results = copy_string(request->results);
	s->graves = format("%s/graves", places->scratch);
	s->started = clock_seconds();
	if (folder_make(s->results, why) != 0) {
		return -1;
	}
	s->key = ingredients_record(places, m, request->kernel, request->scenario, s->results, why);
	if (!s->key) {
		return -1;
	}
	snapshot = find_snapshot(s, &s->reached);
	ret = build(s, snapshot, why);
	if (ret != 0 && snapshot) {
		/* whatever is wrong with it, the machine can boot; the next run makes another */
		note(s, "cannot restore %s: %s", snapshot, why->text);
		take_down(s);
		s->reached = STATE_OFF;
		s->distrust = true;
		ret = build(s, NULL, why);
	}
	free(snapshot);
	return ret;
}

int session_go(struct session *s, struct problem *why)
{
	if (qmp_command(&s->qmp, "{\"execute\":\"cont\"}", NULL, why) != 0) {
		return -1;
	}
	/* the prompt that a restored shell shows went to another run */
	if (s->reached != STATE_OFF) {
		line_type(&s->linux_line, "\r", 1);
	}
	return 0;
}

bool session_goes_on(struct session *s)
{
	bool stopped = s->hold.stopped && hold_order(&s->hold, "go", NULL) == 0;

	s->hold.stopped = false;
	return stopped;
}

void session_let_go(struct session *s)
{
	if (session_goes_on(s)) {
		qmp_command(&s->qmp, "{\"execute\":\"cont\"}", NULL, NULL);
	}
}

static int write_past(const struct session *s, const char *folder, struct problem *why)
{
	const struct line *lines[] = { &s->hypervisor, &s->linux_line };
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < 2; i++) {
		char *path = format("%s/%s.log", folder, lines[i]->name);

		ret = file_write(path, text_str(&lines[i]->log), why);
		free(path);
	}
	return ret;
}

void session_reached(struct session *s, enum state state)
{
	struct snapshot_id id = id_of(s, state);
	const struct range *left_out = state < STATE_ENABLED ? &s->machine->reserved : NULL;
	struct problem why;
	char *folder, *found;
	int ret;

	if (state <= s->reached) {
		return;
	}
	s->reached = state;
	if (state != s->request.start || !uses_snapshots(s, state)) {
		return;
	}
	found = s->distrust ? NULL : store_find(s->places, &id);
	folder = found ? NULL : store_begin(s->places, &id, &why);
	if (folder) {
		ret = snapshot_save(&s->qmp, &s->memory, folder, left_out, &why);
		if (ret == 0) {
			ret = write_past(s, folder, &why);
		}
		store_finish(s->places, &id, folder, ret == 0);
	}
	if (!found && (!folder || ret != 0)) {
		note(s, "no snapshot: %s", why.text);
	}
	free(found);
}

void session_poll_prepare(struct session *s, struct pollfd *p)
{
	line_poll_prepare(&s->hypervisor, p);
	line_poll_prepare(&s->linux_line, p + LINE_POLL);
	p[2 * LINE_POLL] = (struct pollfd){ .fd = s->qmp.fd, .events = POLLIN };
	hold_poll_prepare(&s->hold, &p[2 * LINE_POLL + 1]);
}

static void look_for_hold(struct session *s, const struct pollfd *p)
{
	bool before = s->hold.stopped;

	hold_poll_handle(&s->hold, p);
	if (s->hold.stopped && !before) {
		note(s, "stands still after %llu instructions, when CPU %u was at %s",
		     (unsigned long long)s->hold.instructions, s->hold.cpu,
		     s->hold.ordered ? "what was ordered" : "a mark");
	}
}

/* On machines whose emulator may forget, and not where everything comes at an instruction. */
static void look_for_forgotten(struct session *s)
{
	struct text said = { 0 };
	char *socket;

	if (s->dead || !s->domain || s->request.kvm || s->request.inside || s->hold.stopped ||
	    !words_have(&s->machine->tags, "svm")) {
		return;
	}
	socket = in_scratch(s, "forgotten");
	forgotten_look(&s->forgotten, &s->qmp, s->machine->cpus,
		       s->hypervisor.raw.len + s->linux_line.raw.len, socket, &said);
	if (said.len) {
		note(s, "%s", said.data);
	}
	text_free(&said);
	free(socket);
}

void session_poll_handle(struct session *s, const struct pollfd *p)
{
	nudge_send(&s->nudge);
	exits_sample(&s->exits, &s->memory, s->machine->reserved.base,
		     clock_seconds() - s->started);
	line_poll_handle(&s->hypervisor, p);
	line_poll_handle(&s->linux_line, p + LINE_POLL);
	if (p[2 * LINE_POLL].revents) {
		qmp_pump(&s->qmp);
	}
	look_for_hold(s, &p[2 * LINE_POLL + 1]);
	/* QMP closes when the emulator ends, however it ends */
	if (!s->dead && s->domain && s->qmp.fd < 0) {
		life_tell_end(s);
	}
	life_look_for_stop(s);
	look_for_forgotten(s);
}

void session_close(struct session *s)
{
	take_down(s);
	free(s->key);
	free(s->results);
	free(s->graves);
	free(s->counts);
	free(s->scratch);
	memset(s, 0, sizeof(*s));
}
