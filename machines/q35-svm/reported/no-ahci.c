/* SPDX-License-Identifier: GPL-2.0-only */

/* A mistake of users: the root cell's configuration forgot a device that Linux has. */

#define BOARD_APIC_MODE	   JAILHOUSE_APIC_MODE_AUTO
#define BOARD_VTD	   0
#define BOARD_FORGETS_AHCI 1

#include "../../q35/system.h"
