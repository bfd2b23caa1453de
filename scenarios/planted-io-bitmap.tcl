# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor whose I/O permission map has a hole, through which a cell reaches a port that is not its own, is
#   found out: isolation broken.
# machines: q35-svm
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found io-bitmap isolation-broken "*port is not the cell's, and it was granted*" {play_tries port 400}
