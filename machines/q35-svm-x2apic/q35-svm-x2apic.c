/* SPDX-License-Identifier: GPL-2.0-only */

#define BOARD_APIC_MODE JAILHOUSE_APIC_MODE_X2APIC
#define BOARD_VTD	1

#include "../q35/system.h"
