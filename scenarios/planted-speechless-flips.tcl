# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that parks a cell's CPU without a word is found out by flipped bits, too: a silence
#   that has no cause of its own.
# machines: q35-svm virt-arm64-gicv3
# needs: cell:fault-demo inmate:victim cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib flips.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

proc revive_victim {number class fault} {
	fail "the campaign ends with trial $number"
}

expect_found speechless silent "its CPU is parked, and nobody said so*" {play_astray 8}
