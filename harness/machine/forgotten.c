// SPDX-License-Identifier: GPL-2.0-only
#include "forgotten.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/files.h"

#define PERIOD_MS 4000
/* An emulator that hangs is somebody else's to tell, and must not be waited for here. */
#define ANSWER_MS 1000
/* Messages of devices to local APICs, Intel's manual, volume 3, "Message Address Register". */
#define MSI_ADDRESS(cpu) (0xfee00000u | (cpu) << 12)
#define MSI_LEVEL	 0xc000u /* triggered, and asserted */

/* What the monitor says, or NULL. */
static json_t *ask(struct forgotten *f, struct qmp *qmp, const char *question)
{
	char *command = format("{\"execute\":\"human-monitor-command\",\"arguments\":{"
			       "\"command-line\":\"%s\"}}",
			       question);
	int64_t until = qmp->until, soon = clock_ms() + ANSWER_MS;
	json_t *answer = NULL;

	qmp->until = until && until < soon ? until : soon;
	f->mute = qmp_command(qmp, command, &answer, NULL) != 0;
	qmp->until = until;
	free(command);
	return answer;
}

static struct pending pending_at(struct forgotten *f, struct qmp *qmp, unsigned int cpu)
{
	char *question = format("info lapic %u", cpu);
	json_t *answer = ask(f, qmp, question);
	struct pending pending = { 0 };

	if (json_is_string(answer)) {
		pending = forgotten_pending(json_string_value(answer));
	}
	json_decref(answer);
	free(question);
	return pending;
}

static bool sleeps(struct forgotten *f, struct qmp *qmp, unsigned int cpu)
{
	json_t *answer = ask(f, qmp, "info registers -a");
	bool asleep = json_is_string(answer) && forgotten_sleeps(json_string_value(answer), cpu);

	json_decref(answer);
	return asleep;
}

/* The emulator gets qtest, which writes to addresses as a device does. */
static bool open_qtest(struct forgotten *f, struct qmp *qmp, const char *socket)
{
	char *chardev = format("{\"execute\":\"chardev-add\",\"arguments\":{\"id\":\"forgotten\","
			       "\"backend\":{\"type\":\"socket\",\"data\":{\"addr\":{\"type\":"
			       "\"unix\",\"data\":{\"path\":\"%s\"}},\"wait\":false}}}}",
			       socket);
	const char *object = "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"qtest\","
			     "\"id\":\"forgotten-qtest\",\"chardev\":\"forgotten\","
			     "\"log\":\"none\"}}";

	if (!f->opened && qmp_command(qmp, chardev, NULL, NULL) == 0 &&
	    qmp_command(qmp, object, NULL, NULL) == 0) {
		f->fd = socket_connect(socket, NULL);
	}
	f->opened = true;
	free(chardev);
	return f->fd >= 0;
}

static bool send_again(const struct forgotten *f, unsigned int cpu, struct pending p)
{
	char *command = format("writel 0x%x 0x%x\n", MSI_ADDRESS(cpu),
			       p.vector | (p.level ? MSI_LEVEL : 0));
	size_t len = strlen(command);
	ssize_t sent;
	char answers[256];

	while (recv(f->fd, answers, sizeof(answers), MSG_DONTWAIT) > 0) {
	}
	sent = send(f->fd, command, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	free(command);
	return sent == (ssize_t)len;
}

/* The machine goes on: what it was that it had waited for. */
static void tell(struct forgotten *f, struct text *said)
{
	for (unsigned int cpu = 0; cpu < FORGOTTEN_CPUS; cpu++) {
		if (f->cpu[cpu].sent) {
			text_printf(said,
				    "%sthe emulator had forgotten interrupt %u of CPU %u, which "
				    "slept; sent once more, and the machine went on",
				    said->len ? "\n" : "", f->cpu[cpu].seen.vector, cpu);
		}
	}
	memset(f->cpu, 0, sizeof(f->cpu));
}

void forgotten_look(struct forgotten *f, struct qmp *qmp, unsigned int cpus, size_t printed,
		    const char *socket, struct text *said)
{
	if (clock_ms() < f->next) {
		return;
	}
	f->next = clock_ms() + PERIOD_MS;
	if (printed != f->printed) {
		f->printed = printed;
		f->mute = false;
		tell(f, said);
		return;
	}
	for (unsigned int cpu = 0; cpu < cpus && cpu < FORGOTTEN_CPUS && !f->mute; cpu++) {
		struct pending p;

		if (f->cpu[cpu].sent) {
			continue;
		}
		p = pending_at(f, qmp, cpu);
		f->cpu[cpu].sent = p.vector && p.vector == f->cpu[cpu].seen.vector &&
				   sleeps(f, qmp, cpu) && open_qtest(f, qmp, socket) &&
				   send_again(f, cpu, p);
		f->cpu[cpu].seen = p;
	}
}

void forgotten_close(struct forgotten *f)
{
	if (f->fd >= 0) {
		close(f->fd);
	}
	*f = (struct forgotten)FORGOTTEN_INIT;
}
