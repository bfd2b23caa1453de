# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Takes steps for ever.
# timeout: 900

while 1 {
	step [string repeat "one after the other, " 5000]
}
