/* SPDX-License-Identifier: GPL-2.0-only */

#define BOARD_APIC_MODE JAILHOUSE_APIC_MODE_AUTO
#define BOARD_VTD	0
#define BOARD_PORTS	2

#include "../q35/system.h"
