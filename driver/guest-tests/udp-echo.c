// SPDX-License-Identifier: GPL-2.0-only
/*
 * udp-echo ADDRESS LONGEST STEP: sends datagrams of 1, 1 + STEP, 1 + 2 * STEP... up to LONGEST
 * bytes to port 7 and expects each back as it was sent. The kernel checks the checksums. One
 * that does not come within a second is sent again, five times at most.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PORT  7
#define TRIES 5

static char sent[65536], received[65536];

/* Earlier answers that come late are not what is waited for. */
static int echo(int line, size_t length)
{
	for (int n = 0; n < TRIES; n++) {
		ssize_t got;

		if (send(line, sent, length, 0) != (ssize_t)length) {
			perror("send");
			return -1;
		}
		do {
			got = recv(line, received, sizeof(received), 0);
			if (got == (ssize_t)length && memcmp(sent, received, length) == 0) {
				return n;
			}
		} while (got >= 0);
	}
	printf("no good answer to %zu bytes\n", length);
	return -1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct timeval patience = { .tv_sec = 1 };
	int line = socket(AF_INET, SOCK_DGRAM, 0), again = 0, count = 0;

	if (argc != 4 || inet_pton(AF_INET, argv[1], &peer.sin_addr) != 1 || line < 0 ||
	    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    connect(line, (struct sockaddr *)&peer, sizeof(peer))) {
		perror("udp-echo ADDRESS LONGEST STEP");
		return 2;
	}
	for (size_t length = 1; length <= strtoul(argv[2], NULL, 0) && length < sizeof(sent);
	     length += strtoul(argv[3], NULL, 0)) {
		int tries;

		for (size_t n = 0; n < length; n++) {
			sent[n] = length + n * 7;
		}
		tries = echo(line, length);
		if (tries < 0) {
			return 1;
		}
		again += tries;
		count++;
	}
	printf("%d echoes, %d sent again\n", count, again);
	return 0;
}
