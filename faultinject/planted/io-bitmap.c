// SPDX-License-Identifier: GPL-2.0-only
/* A hole in the I/O permission map of cells: the ports of the clock are everybody's. */
#include "planted.h"

#define PORT_CLOCK 0x70

void __real_vcpu_allow_ports(struct cell *cell, u32 first, u32 count, bool allow);
void __wrap_vcpu_allow_ports(struct cell *cell, u32 first, u32 count, bool allow);

void __wrap_vcpu_allow_ports(struct cell *cell, u32 first, u32 count, bool allow)
{
	__real_vcpu_allow_ports(cell, first, count, allow);
	if (cell != &root_cell) {
		__real_vcpu_allow_ports(cell, PORT_CLOCK, 2, true);
	}
}
