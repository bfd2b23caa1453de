/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: the peers of a link do not agree on how many they are. */

#include "../board.h"

#define NAME  "link-peers"
#define PEERS 2

#include "../../links-refused.h"
