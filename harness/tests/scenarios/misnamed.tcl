# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell is named that no machine has, which shows only when it is played.
# timeout: 900

set name nosuch
expect_parked $name
