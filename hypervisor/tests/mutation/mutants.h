/* SPDX-License-Identifier: GPL-2.0-only */

/* What mutate.awk puts in the place of an "if" or of a warning. */
#define NEVER_IF(...)  if (0 && (__VA_ARGS__))
#define ALWAYS_IF(...) if (1 || (__VA_ARGS__))
#define NO_WARN(...)   ((void)0)
