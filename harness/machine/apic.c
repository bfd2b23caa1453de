// SPDX-License-Identifier: GPL-2.0-only
/* What QEMU's monitor says of local APICs and CPUs. */
#include <stdlib.h>
#include <string.h>

#include "forgotten.h"

struct pending forgotten_pending(const char *dump)
{
	const char *irr = strstr(dump, "IRR\t"), *ppr = strstr(dump, "PPR 0x");
	struct pending highest = { 0 };

	if (!irr || !ppr) {
		return highest;
	}
	/* "IRR\t 49 236(level) \r\n", from the lowest on; "(none)" */
	for (irr += strlen("IRR\t"); *irr && *irr != '\r' && *irr != '\n';) {
		char *end;
		unsigned long vector = strtoul(irr, &end, 10);

		if (end == irr) {
			irr++;
			continue;
		}
		if (vector > highest.vector && vector < 256) {
			highest.vector = vector;
			highest.level = starts_with(end, "(level)");
		}
		irr = end;
	}
	/* as the processor compares them: by their upper halves */
	if (highest.vector >> 4 <= strtoul(ppr + strlen("PPR 0x"), NULL, 16) >> 4) {
		highest = (struct pending){ 0 };
	}
	return highest;
}

bool forgotten_sleeps(const char *registers, unsigned int cpu)
{
	char *name = format("CPU#%u\r\n", cpu);
	const char *own = strstr(registers, name);
	const char *halted = own ? strstr(own, "HLT=") : NULL;

	free(name);
	return halted && halted[4] == '1';
}
