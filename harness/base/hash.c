// SPDX-License-Identifier: GPL-2.0-only
#include "hash.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>

void hash_text(const void *data, size_t len, char out[HASH_TEXT])
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, data);
	sha256_digest(&ctx, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
	}
}
