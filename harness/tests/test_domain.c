// SPDX-License-Identifier: GPL-2.0-only
#include <criterion/criterion.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/files.h"
#include "../machine/domain.h"

/*
 * What stands in for libvirt: it starts a process, and refuses the name of the domain before for
 * some more tries than it finds that one, as libvirt does while its own thread removes it.
 */
static struct {
	const char *pid_file;
	pid_t emulator;
	int refuses, tries; /* how often a domain is refused, and was asked for */
	virError error;
} libvirt;

static char place; /* whose address is a connection, and a domain */

virConnectPtr virConnectOpen(const char *name)
{
	(void)name;
	return (virConnectPtr)&place;
}

int virConnectClose(virConnectPtr connection)
{
	(void)connection;
	return 0;
}

virDomainPtr virDomainCreateXML(virConnectPtr connection, const char *description,
				unsigned int flags)
{
	char *pid;

	(void)connection;
	(void)description;
	(void)flags;
	if (libvirt.tries++ < libvirt.refuses) {
		return NULL;
	}
	libvirt.emulator = fork();
	if (libvirt.emulator == 0) {
		alarm(60); /* in a test that fails nobody ends it */
		pause();
		_exit(0);
	}
	pid = format("%d", (int)libvirt.emulator);
	cr_assert_eq(file_write(libvirt.pid_file, pid, NULL), 0);
	free(pid);
	return (virDomainPtr)&place;
}

int virDomainDestroy(virDomainPtr domain)
{
	(void)domain;
	return 0;
}

int virDomainFree(virDomainPtr domain)
{
	(void)domain;
	return 0;
}

virDomainPtr virDomainLookupByName(virConnectPtr connection, const char *name)
{
	(void)connection;
	(void)name;
	return NULL;
}

virErrorPtr virGetLastError(void)
{
	return &libvirt.error;
}

void virSetErrorFunc(void *context, virErrorFunc handler)
{
	(void)context;
	(void)handler;
}

int virEventRegisterDefaultImpl(void)
{
	return 0;
}

int virEventRunDefaultImpl(void)
{
	return -1;
}

int virGetVersion(unsigned long *version, const char *type, unsigned long *of_type)
{
	(void)type;
	(void)of_type;
	*version = 0;
	return 0;
}

static struct domain *start(struct problem *why)
{
	static const struct machine machine = {
		.name = "m", .emulator = "true", .cmdline = "", .cpus = 1
	};
	static char scratch[] = "/tmp/domain-XXXXXX";
	struct domain_files files = {
		.scratch = scratch,
		.kernel = "",
		.initrd = "",
		.capability_cache = "",
		.hypervisor_socket = "",
		.linux_socket = "",
		.qmp_socket = "",
		.qtest_socket = "",
	};
	char *folder;
	struct domain *d;

	cr_assert_not_null(mkdtemp(scratch));
	folder = format("%s/root/run/qemu", scratch);
	cr_assert_eq(folder_make(folder, NULL), 0);
	libvirt.pid_file = format("%s/m.pid", folder);
	d = domain_start(&machine, "<name>@NAME@</name>", &files, why);
	free(folder);
	folder_remove(scratch, NULL);
	return d;
}

/* Seen when a machine that could not be restored was booted: libvirt 11 says "domain already
 * exists" of a name that it doesn't find any more. */
Test(domain, waits_for_a_name_that_is_being_freed)
{
	struct problem why;
	struct domain *d;
	int status;

	libvirt.refuses = 3;
	libvirt.error = (virError){ .code = VIR_ERR_OPERATION_FAILED,
				    .domain = VIR_FROM_DOMAIN,
				    .message = "domain 'm' already exists" };
	d = start(&why);
	cr_assert_not_null(d, "%s", why.text);
	cr_assert_eq(libvirt.tries, 4);
	cr_assert_eq(domain_pid(d), libvirt.emulator);
	domain_destroy(d);
	cr_assert_eq(waitpid(libvirt.emulator, &status, 0), libvirt.emulator);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
		  "the emulator ends with its domain");
}

Test(domain, tells_at_once_what_does_not_pass)
{
	struct problem why;

	libvirt.refuses = 2;
	libvirt.error = (virError){ .code = VIR_ERR_OPERATION_FAILED,
				    .domain = VIR_FROM_QEMU,
				    .message = "the emulator says no" };
	cr_assert_null(start(&why));
	cr_assert_eq(libvirt.tries, 1);
	cr_assert_str_eq(why.text, "libvirt cannot start m: the emulator says no");
}
