# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that parks a cell's CPU without a word is found out: silent.
# machines: q35-svm virt-arm64-gicv3
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found speechless silent "*nobody said so" {play_trespasses 60 5}
