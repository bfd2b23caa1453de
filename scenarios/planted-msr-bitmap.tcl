# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor whose MSR permission map has a hole, through which a cell reaches a register of the whole machine,
#   is found out: isolation broken.
# machines: q35-svm
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found msr-bitmap isolation-broken "*register is not the cell's to*, and it was granted*" {play_tries msr 1500}
