# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Prints for ever.
# timeout: 900

while 1 {
	puts [string repeat "All work and no play. " 1000]
}
