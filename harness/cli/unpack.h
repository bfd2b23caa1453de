/* SPDX-License-Identifier: GPL-2.0-only */
/* What is in a recording, as files in a folder of results/replays. */
#ifndef YARD_UNPACK_H
#define YARD_UNPACK_H

#include "../base/places.h"
#include "../recording/recording.h"

/**
 * unpack_claim - find a folder for a recording, and hold it: `yard gc` and other replays keep off.
 * @path: of the recording. Its name becomes the folder's; NAME-2, NAME-3, ... while others hold
 * that.
 * @folder: receives it, to be freed by the caller.
 *
 * It is held until this process and what it forked have ended, however they end.
 */
int unpack_claim(const struct places *places, const char *path, char **folder, struct problem *why);

/* Put what is in the recording in the place of what was in the folder. */
int unpack_recording(const struct places *places, const struct recording *r, const char *folder,
		     struct problem *why);

#endif
