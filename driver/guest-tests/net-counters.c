// SPDX-License-Identifier: GPL-2.0-only
/* net-counters INTERFACE: what `ethtool -S` would print, as "name value" lines. */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static struct ifreq request;
static int line;

static int ask(void *command)
{
	request.ifr_data = command;
	return ioctl(line, SIOCETHTOOL, &request);
}

int main(int argc, char **argv)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ethtool_gstrings *names;
	struct ethtool_stats *values;

	line = socket(AF_INET, SOCK_DGRAM, 0);
	if (argc == 2) {
		strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
	}
	if (argc != 2 || line < 0 || ask(&info)) {
		perror("net-counters INTERFACE");
		return 1;
	}
	names = calloc(1, sizeof(*names) + info.n_stats * ETH_GSTRING_LEN);
	values = calloc(1, sizeof(*values) + info.n_stats * sizeof(values->data[0]));
	if (!names || !values) {
		return 1;
	}
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_STATS;
	names->len = info.n_stats;
	values->cmd = ETHTOOL_GSTATS;
	values->n_stats = info.n_stats;
	if (ask(names) || ask(values)) {
		perror("counters");
		return 1;
	}
	for (unsigned int n = 0; n < info.n_stats; n++) {
		printf("%.*s %llu\n", ETH_GSTRING_LEN, (char *)&names->data[n * ETH_GSTRING_LEN],
		       (unsigned long long)values->data[n]);
	}
	return 0;
}
