// SPDX-License-Identifier: GPL-2.0-only
/*
 * Says hello to a peer over shared memory, and prints what the peers say.
 *
 *   ivshmem-hello [DEVICE [PEER [COUNT]]]     default: /dev/uio0 1 3
 *
 * Each end has an output section that it alone may write to: here a number,
 * counted up with each message, and from byte 64 on the text.
 */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_PEERS 12

struct registers {
	uint32_t id;
	uint32_t max_peers;
	uint32_t interrupt_control;
	uint32_t doorbell; /* peer << 16 | vector */
	uint32_t state;
};

struct message {
	uint32_t number;
	char padding[60];
	char text[64];
};

static volatile struct registers *registers;
static volatile uint32_t *states;
static volatile char *inputs;
static struct message *output;
static size_t output_size;

/* One line of /sys/class/uio/UIO/maps/mapN/FILE; false if there is none. */
static int read_map(const char *uio, int n, const char *file, char line[64])
{
	char path[256];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/sys/class/uio/%s/maps/map%d/%s", uio, n, file);
	fd = open(path, O_RDONLY);
	length = read(fd, line, 63);
	close(fd);
	line[length > 0 ? length - 1 : 0] = 0; /* without the newline */
	return length > 0;
}

/* Maps are looked up by name: what a link does not have is left out. */
static void *map(int fd, const char *uio, const char *name, int access, size_t *size)
{
	void *start = MAP_FAILED;
	char line[64];

	for (int n = 0; start == MAP_FAILED && read_map(uio, n, "name", line); n++) {
		if (strcmp(line, name) == 0 && read_map(uio, n, "size", line)) {
			*size = strtoul(line, NULL, 0);
			start = mmap(NULL, *size, access, MAP_SHARED, fd, n * getpagesize());
		}
	}
	if (start == MAP_FAILED) {
		err(1, "%s: cannot map %s", uio, name);
	}
	return start;
}

static void say(uint32_t peer)
{
	snprintf(output->text, sizeof(output->text), "Hello #%u from root", output->number + 1);
	__sync_synchronize(); /* first the text, then the number, then the interrupt */
	output->number++;
	__sync_synchronize();
	registers->doorbell = peer << 16;
	printf("to %u: %s\n", peer, output->text);
}

/* The peer can write anything at any time: copy first, then look. */
static void print_message(uint32_t peer, volatile const struct message *input)
{
	char text[sizeof(input->text) + 1] = "";

	for (size_t n = 0; n < sizeof(input->text); n++) {
		text[n] = input->text[n];
		text[n] = text[n] >= ' ' && text[n] <= '~' ? text[n] : 0;
	}
	printf("from %u: %s\n", peer, text);
}

/* Print what is new; returns how many messages. */
static int listen(void)
{
	static uint32_t seen_state[MAX_PEERS], seen_number[MAX_PEERS];
	int heard = 0;

	for (uint32_t n = 0; n < registers->max_peers && n < MAX_PEERS; n++) {
		volatile struct message *input = (void *)(inputs + n * output_size);
		uint32_t state = states[n], number = input->number;

		if (state != seen_state[n]) {
			printf("state of %u: %u\n", n, state);
			seen_state[n] = state;
		}
		if (n != registers->id && state && number != seen_number[n]) {
			print_message(n, input);
			seen_number[n] = number;
			heard++;
		}
	}
	return heard;
}

int main(int argc, char **argv)
{
	const char *device = argc > 1 ? argv[1] : "/dev/uio0";
	const char *uio = strrchr(device, '/') ? strrchr(device, '/') + 1 : device;
	uint32_t peer = argc > 2 ? strtoul(argv[2], NULL, 0) : 1, events;
	int count = argc > 3 ? atoi(argv[3]) : 3, heard = 0;
	struct pollfd event = { .fd = open(device, O_RDWR), .events = POLLIN };
	size_t size;

	if (event.fd < 0) {
		err(1, "%s", device);
	}
	setlinebuf(stdout);
	registers = map(event.fd, uio, "registers", PROT_READ | PROT_WRITE, &size);
	states = map(event.fd, uio, "state_table", PROT_READ, &size);
	inputs = map(event.fd, uio, "input_sections", PROT_READ, &size);
	output = map(event.fd, uio, "output_section", PROT_READ | PROT_WRITE, &output_size);
	memset(output, 0, sizeof(*output));
	registers->state = 1; /* the peers are told, and again when this file is closed */
	while (heard < count) {
		registers->interrupt_control = 1; /* each interrupt clears it */
		heard += listen();		  /* what came while it was clear */
		say(peer);
		if (poll(&event, 1, 600000) != 1 || read(event.fd, &events, sizeof(events)) < 0) {
			errx(1, "no interrupt for ten minutes, or the device is gone");
		}
		heard += listen();
	}
	return 0;
}
