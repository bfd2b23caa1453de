# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that never leaves the exit of a cell is found out: silent.
# machines: q35-svm virt-arm64-gicv3
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

# a busy computer must not be taken for a root cell that is lost
set hostile_grace 120
expect_found hang silent "*neither an end nor a report" {play_trespasses 5}
