// SPDX-License-Identifier: GPL-2.0-only
#include "domain.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/command.h"
#include "../base/files.h"
#include "inside.h"
#include "snapshot.h"

#define CAPABILITIES "root/cache/qemu/capabilities"
/* for libvirt to forget a domain that has ended, and its name */
#define END_MS	    10000
#define END_STEP_MS 10

struct domain {
	virConnectPtr connection;
	virDomainPtr domain;
	char *name;
	char *scratch;
	pid_t pid;
};

/* libvirt's last error, kept for the sentence: libvirt must not print it by itself. */
static void ignore_error(void *context, virErrorPtr error)
{
	(void)context;
	(void)error;
}

static const char *libvirt_error(void)
{
	virErrorPtr error = virGetLastError();

	return error && error->message ? error->message : "no reason was given";
}

static void *run_events(void *unused)
{
	(void)unused;
	while (virEventRunDefaultImpl() >= 0) {
	}
	return NULL;
}

/* Once a process: libvirt needs its event loop before the first connection. */
static int start_events(const char *scratch, struct problem *why)
{
	static bool started;
	pthread_t thread;
	char *log;

	if (started) {
		return 0;
	}
	log = format("3:file:%s/libvirt.log", scratch);
	/* its warnings ("tainted: custom-argv") are not for the user */
	setenv("LIBVIRT_LOG_OUTPUTS", log, 0);
	free(log);
	virSetErrorFunc(NULL, ignore_error);
	if (virEventRegisterDefaultImpl() != 0 ||
	    pthread_create(&thread, NULL, run_events, NULL) != 0) {
		return problem_set(why, "cannot start libvirt's event loop: %s", libvirt_error());
	}
	pthread_detach(thread);
	started = true;
	return 0;
}

/* The private world of an unprivileged libvirt: configuration, home, run-time folder. */
static int prepare_root(const struct domain_files *files, struct problem *why)
{
	static const char *const folders[] = { "root/etc", CAPABILITIES, "home", "xdg" };
	char *path;
	int ret = 0;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && ret == 0; i++) {
		path = format("%s/%s", files->scratch, folders[i]);
		ret = folder_make(path, why);
		free(path);
	}
	if (ret != 0) {
		return -1;
	}
	path = format("%s/root/etc/qemu.conf", files->scratch);
	ret = file_write(path, "stdio_handler = \"file\"\n", why);
	free(path);
	path = format("%s/home", files->scratch);
	setenv("HOME", path, 1);
	free(path);
	path = format("%s/xdg", files->scratch);
	setenv("XDG_RUNTIME_DIR", path, 1);
	free(path);
	path = format("%s/%s", files->scratch, CAPABILITIES);
	files_copy_missing(files->capability_cache, path);
	free(path);
	return ret;
}

static virConnectPtr open_connection(const struct domain_files *files, struct problem *why)
{
	char *uri;
	virConnectPtr connection;

	if (start_events(files->scratch, why) != 0) {
		return NULL;
	}
	uri = format("qemu:///embed?root=%s/root", files->scratch);
	connection = virConnectOpen(uri);
	free(uri);
	if (!connection) {
		problem_set(why,
			    "libvirt's embedded QEMU driver does not start (%.*s): `make setup` "
			    "installs the package libvirt-daemon-driver-qemu",
			    /* the address that follows is of no interest */
			    (int)strcspn(libvirt_error(), "?"), libvirt_error());
	}
	return connection;
}

/* Put a list of elements before the end of another; @before and @after each of @values. */
static int add_elements(struct text *xml, const char *end, const char *before, const char *after,
			const char *const *values, size_t count, struct problem *why)
{
	char *at = strstr(text_str(xml), end);
	char *rest = at ? copy_string(at) : NULL;

	if (!at) {
		return problem_set(why, "the domain description has no %s", end);
	}
	xml->len = at - xml->data;
	for (size_t i = 0; i < count; i++) {
		text_puts(xml, before);
		text_xml(xml, values[i]);
		text_puts(xml, after);
	}
	text_puts(xml, rest);
	free(rest);
	return 0;
}

/* Arguments that libvirt has no words for stand at the end of each description. */
static int add_arguments(struct text *xml, const char *const *arguments, size_t count,
			 struct problem *why)
{
	return add_elements(xml, "</qemu:commandline>", "<qemu:arg value='", "'/>", arguments,
			    count, why);
}

static int remove_features(struct text *xml, const struct words *features, struct problem *why)
{
	return add_elements(xml, "</cpu>", "<feature policy='disable' name='", "'/>",
			    (const char *const *)features->item, features->count, why);
}

static int add_incoming(struct text *xml, struct problem *why)
{
	static const char *const arguments[] = SNAPSHOT_ARGUMENTS;

	return add_arguments(xml, arguments, sizeof(arguments) / sizeof(arguments[0]), why);
}

static int add_plugin(struct text *xml, const char *plugin, struct problem *why)
{
	const char *const arguments[] = { "-plugin", plugin };

	return add_arguments(xml, arguments, 2, why);
}

static int add_inside(struct text *xml, struct problem *why)
{
	static const char *const arguments[] = INSIDE_ARGUMENTS;
	static const char *const uuid[] = { INSIDE_UUID };

	if (add_elements(xml, "<memory unit", "<uuid>", "</uuid>", uuid, 1, why) != 0) {
		return -1;
	}
	return add_arguments(xml, arguments, sizeof(arguments) / sizeof(arguments[0]), why);
}

static int describe(const struct machine *m, const char *xml, const struct domain_files *files,
		    struct text *out, struct problem *why)
{
	char *emulator = find_program(m->emulator);
	char *ram = format("%llu", (unsigned long long)m->ram.size);
	char *cpus = format("%u", m->cpus);
	const char *const values[] = { "NAME",
				       m->name,
				       "DOMAIN_TYPE",
				       files->kvm ? "kvm" : "qemu",
				       "SERIAL",
				       files->inside ? "file" : "unix",
				       "EMULATOR",
				       emulator,
				       "RAM_SIZE",
				       ram,
				       "CPUS",
				       cpus,
				       "KERNEL",
				       files->kernel,
				       "INITRD",
				       files->initrd,
				       "DEVICE_TREE",
				       files->device_tree ? files->device_tree : "",
				       "CMDLINE",
				       m->cmdline,
				       "HYPERVISOR_SOCKET",
				       files->hypervisor_socket,
				       "LINUX_SOCKET",
				       files->linux_socket,
				       "QMP_SOCKET",
				       files->qmp_socket,
				       "QTEST_SOCKET",
				       files->qtest_socket,
				       NULL };
	int ret;

	if (emulator) {
		ret = domain_fill(xml, values, out, why);
	} else {
		ret = problem_set(why, "%s is not installed: run `make setup`", m->emulator);
	}
	if (ret == 0 && files->incoming) {
		ret = add_incoming(out, why);
	}
	if (ret == 0 && files->inside) {
		ret = add_inside(out, why);
	}
	if (ret == 0 && files->without && files->without->count) {
		ret = remove_features(out, files->without, why);
	}
	if (ret == 0 && files->plugin) {
		ret = add_plugin(out, files->plugin, why);
	}
	free(cpus);
	free(ram);
	free(emulator);
	return ret;
}

static pid_t read_pid(const struct domain *d)
{
	char *path = format("%s/root/run/qemu/%s.pid", d->scratch, d->name);
	struct text content = { 0 };
	pid_t pid = 0;

	if (file_read(path, &content, NULL) == 0) {
		pid = atoi(text_str(&content));
	}
	text_free(&content);
	free(path);
	return pid;
}

/* What its list of domains refuses, as opposed to its QEMU driver. */
static bool name_is_taken(void)
{
	virErrorPtr error = virGetLastError();

	return error && error->domain == VIR_FROM_DOMAIN && error->code == VIR_ERR_OPERATION_FAILED;
}

/*
 * A domain that has ended is not found any more just before its name is free (see await_end()):
 * nothing tells of that moment but another try.
 */
static virDomainPtr create_when_free(virConnectPtr connection, const char *description)
{
	virDomainPtr domain = virDomainCreateXML(connection, description, VIR_DOMAIN_START_PAUSED);

	for (int waited = 0; !domain && waited < END_MS && name_is_taken(); waited += END_STEP_MS) {
		usleep(END_STEP_MS * 1000);
		domain = virDomainCreateXML(connection, description, VIR_DOMAIN_START_PAUSED);
	}
	return domain;
}

static int create(struct domain *d, const char *description, struct problem *why)
{
	d->domain = create_when_free(d->connection, description);
	if (!d->domain) {
		return problem_set(why, "libvirt cannot start %s: %s", d->name, libvirt_error());
	}
	d->pid = read_pid(d);
	if (!d->pid) {
		return problem_set(why, "libvirt started %s and left no process id", d->name);
	}
	return 0;
}

struct domain *domain_start(const struct machine *m, const char *xml,
			    const struct domain_files *files, struct problem *why)
{
	struct domain *d = calloc(1, sizeof(*d));
	struct text description = { 0 };
	char *probed = format("%s/%s", files->scratch, CAPABILITIES);
	int ret = -1;

	if (d && prepare_root(files, why) == 0 && describe(m, xml, files, &description, why) == 0) {
		d->name = copy_string(m->name);
		d->scratch = copy_string(files->scratch);
		d->connection = open_connection(files, why);
		ret = d->connection ? create(d, text_str(&description), why) : -1;
		files_copy_missing(probed, files->capability_cache);
	}
	if (ret != 0) {
		domain_destroy(d);
		d = NULL;
	}
	free(probed);
	text_free(&description);
	return d;
}

/* Behind the command line, of which all lines but the last one go on; some lines are libvirt's, and
 * what TCG lacks is told of each machine. */
char *domain_last_words(const struct domain *d)
{
	char *path = format("%s/root/log/qemu/%s.log", d->scratch, d->name);
	struct text log = { 0 };
	char *last = NULL, *line, *rest;
	bool begun = false;

	file_read(path, &log, NULL);
	rest = log.data;
	while ((line = strsep(&rest, "\n"))) {
		size_t len = strcspn(line, "\r");

		line[len] = 0;
		if (!len || strstr(line, "+0000: ") || strstr(line, ": warning: ")) {
			continue;
		}
		last = begun ? line : NULL;
		begun = begun || line[len - 1] != '\\';
	}
	last = copy_string(last ? last : "");
	text_free(&log);
	free(path);
	return last;
}

pid_t domain_pid(const struct domain *d)
{
	return d->pid;
}

/* libvirt ends it in a thread of its own, and until then starts no other of that name. */
static void await_end(const struct domain *d)
{
	for (int waited = 0; waited < END_MS; waited += END_STEP_MS) {
		virDomainPtr found = virDomainLookupByName(d->connection, d->name);

		if (!found) {
			return;
		}
		virDomainFree(found);
		usleep(END_STEP_MS * 1000);
	}
}

void domain_destroy(struct domain *d)
{
	if (!d) {
		return;
	}
	/* libvirt would first ask politely; nothing in a test machine is worth waiting for */
	if (d->pid) {
		kill(d->pid, SIGKILL);
	}
	if (d->domain) {
		virDomainDestroy(d->domain);
		virDomainFree(d->domain);
		await_end(d);
	}
	if (d->connection) {
		virConnectClose(d->connection);
	}
	free(d->scratch);
	free(d->name);
	free(d);
}

char *libvirt_version(void)
{
	unsigned long version = 0;

	virGetVersion(&version, NULL, NULL);
	return format("%lu.%lu.%lu", version / 1000000, version / 1000 % 1000, version % 1000);
}

int libvirt_suits(const struct machine *m, struct problem *why)
{
	unsigned long version = 0;
	unsigned int major;

	virGetVersion(&version, NULL, NULL);
	major = version / 1000000;
	if (major < m->libvirt) {
		return problem_set(why,
				   "libvirt is version %u and this machine needs %u or newer: "
				   "run `make setup`",
				   major, m->libvirt);
	}
	return 0;
}

/* In a child: libvirt's threads must not be there when workers are forked. */
static int try_driver(void *context, struct problem *why)
{
	const struct domain_files *files = context;

	if (prepare_root(files, why) != 0 || !open_connection(files, why)) {
		return -1;
	}
	return 0;
}

int libvirt_works(const char *scratch, struct problem *why)
{
	char *folder = format("%s/try", scratch);
	struct domain_files files = { .scratch = folder, .capability_cache = "" };
	int ret = child_try(try_driver, &files, 60000, "libvirt's start", why);

	folder_remove(folder, NULL);
	free(folder);
	return ret;
}
