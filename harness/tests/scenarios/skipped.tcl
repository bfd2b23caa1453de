# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Says that it cannot be tried.
# timeout: 900

skip "the moon is full"
