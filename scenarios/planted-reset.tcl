# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that takes the machine down with a cell is found out: hypervisor stopped.
# machines: q35-svm virt-arm64-gicv3
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found reset hypervisor-stopped "*ended by itself: SHUTDOWN*" play_trespasses
