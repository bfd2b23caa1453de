// SPDX-License-Identifier: GPL-2.0-only
/*
 * TARGET [-n COUNT] [-t SECONDS] [-s SEED] FILE...: a fuzz target without libFuzzer. Each file is
 * an input; then COUNT mutations of them are drawn from SEED, or as many as the time allows. The
 * input that is under way is kept in a file of the current folder, crash-N, when something is
 * found: give that file to repeat it.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../splitmix64.h"
#include "target.h"

#define MOST_INPUTS   256
#define MOST_BYTES    65536
#define BETWEEN_LOOKS 64 /* at the clock */

struct input {
	uint8_t *bytes;
	size_t size;
};

static struct input inputs[MOST_INPUTS];
static size_t num_inputs;
static struct input current;
static unsigned long long current_number;
static unsigned long long state;

static uint64_t draw_below(uint64_t limit)
{
	return splitmix64(&state) % limit;
}

static void keep_input(int number)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "crash-%llu", current_number);
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd >= 0 && write(fd, current.bytes, current.size) == (ssize_t)current.size) {
		fprintf(stderr, "the input is in %s\n", name);
	}
	/* once is enough */
	signal(number, SIG_DFL);
	raise(number);
}

/* In memory of exactly its size, so that the sanitizer sees what is read behind it. */
static void try_input(const uint8_t *bytes, size_t size)
{
	current.size = size;
	current.bytes = malloc(size ? size : 1);
	if (!current.bytes) {
		abort();
	}
	memcpy(current.bytes, bytes, size);
	LLVMFuzzerTestOneInput(current.bytes, size);
	free(current.bytes);
	current_number++;
}

static void put_number(uint8_t *bytes, size_t size)
{
	static const uint64_t limits[] = { 0,	   1,	       0x7f,	   0x80,
					   0xff,   0x7fff,     0xffff,	   0x7fffffff,
					   0x1000, 0x80000000, 0xffffffff, ~0ULL };
	size_t width = 1U << draw_below(4), at = draw_below(size);
	uint64_t value = limits[draw_below(sizeof(limits) / sizeof(limits[0]))];

	memcpy(bytes + at, &value, width < size - at ? width : size - at);
}

/* A few changes to a copy of one input, with the end of another now and then. */
static void try_mutation(void)
{
	static uint8_t bytes[MOST_BYTES];
	const struct input *from = &inputs[draw_below(num_inputs)];
	const struct input *other = &inputs[draw_below(num_inputs)];
	size_t size = from->size, at;

	memcpy(bytes, from->bytes, size);
	for (uint64_t changes = 1 + draw_below(8); changes && size; changes--) {
		switch (draw_below(8)) {
		case 0:
			size = draw_below(size) + 1;
			break;
		case 1:
			at = draw_below(size);
			if (at < other->size) {
				memcpy(bytes + at, other->bytes + at, other->size - at);
				size = other->size;
			}
			break;
		case 2:
		case 3:
			put_number(bytes, size);
			break;
		case 4:
			bytes[draw_below(size)] = draw_below(256);
			break;
		default:
			bytes[draw_below(size)] ^= 1 << draw_below(8);
			break;
		}
	}
	try_input(bytes, size);
}

static int read_input(const char *path)
{
	struct input *input = &inputs[num_inputs];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0 || status.st_size > MOST_BYTES ||
	    num_inputs == MOST_INPUTS) {
		fprintf(stderr, "%s: no readable input of at most %u bytes\n", path, MOST_BYTES);
		return -1;
	}
	input->size = status.st_size;
	input->bytes = malloc(input->size + 1);
	if (!input->bytes || read(fd, input->bytes, input->size) != (ssize_t)input->size) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return -1;
	}
	close(fd);
	num_inputs++;
	return 0;
}

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

int main(int argc, char **argv)
{
	unsigned long long count = 0;
	time_t seconds = 0, begun = now();
	int option;

	while ((option = getopt(argc, argv, "n:s:t:")) != -1) {
		switch (option) {
		case 'n':
			count = strtoull(optarg, NULL, 0);
			break;
		case 't':
			seconds = strtoul(optarg, NULL, 0);
			break;
		case 's':
			state = strtoull(optarg, NULL, 0);
			break;
		default:
			return 2;
		}
	}
	for (int n = optind; n < argc; n++) {
		if (read_input(argv[n]) != 0) {
			return 2;
		}
	}
	if (!num_inputs) {
		fprintf(stderr, "usage: %s [-n COUNT] [-t SECONDS] [-s SEED] FILE...\n", argv[0]);
		return 2;
	}
	signal(SIGABRT, keep_input);
	for (size_t n = 0; n < num_inputs; n++) {
		try_input(inputs[n].bytes, inputs[n].size);
	}
	while (count > 0 ||
	       (seconds && (current_number % BETWEEN_LOOKS || now() < begun + seconds))) {
		try_mutation();
		count -= count > 0;
	}
	printf("%s: %llu inputs, nothing found\n", argv[0], current_number);
	return 0;
}
