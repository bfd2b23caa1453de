# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Waits for ever; its time limit has to end it.
# timeout: 45

expect_hv "never shown" -timeout 1000
