/* SPDX-License-Identifier: GPL-2.0-only */

/* Refused: peers that speak different protocols. */

#include "../board.h"

#define NAME	 "link-protocol"
#define PROTOCOL JAILHOUSE_SHMEM_PROTO_VETH

#include "../../links-refused.h"
