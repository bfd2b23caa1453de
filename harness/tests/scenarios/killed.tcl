# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Goes on until somebody kills the emulator.
# timeout: 900

expect_hv "never shown" -timeout 1000
