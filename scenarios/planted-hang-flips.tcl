# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that never leaves the exit of a cell is found out by flipped bits, too: who has the CPU is
#   told, and that the cell cannot be begun anew.
# machines: q35-svm
# needs: cell:fault-demo inmate:victim cell:tick-1 inmate:fault
# tags: planted
# timeout: 300

source [file join [file dirname [info script]] lib flips.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found hang hypervisor-stopped "*CPU 2 did not respond*" {play_astray 8}
lassign [lindex [outcomes_found] 0] number class surface what why
check {$class eq "detected" && [string match "the hypervisor has its CPU*CPU 2 did not respond*" $why]} \
	"it was silent, the hypervisor had its CPU, and asking found that out"
