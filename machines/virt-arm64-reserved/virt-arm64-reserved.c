/* SPDX-License-Identifier: GPL-2.0-only */

#define BOARD_GIC_VERSION 3

#include "../virt-arm64/system.h"
