# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that never leaves the exit of a cell is found out by flipped bits, too: the cell is silent
#   without a cause of its own, who has its CPU is told, and it does not even answer the hypervisor.
# machines: q35-svm
# needs: cell:fault-demo inmate:victim cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib flips.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

# Its CPU is lost, others are still managed: what follows would be played on another machine.
proc manage_others {number fault} {
	cell destroy tick-1
	expect_cpus 3
	fail "the campaign ends with trial $number"
}

expect_found hang silent "the hypervisor has its CPU*CPU 2 did not respond*" {play_astray 8}
