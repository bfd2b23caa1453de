# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that grants a cell what is not its own, and does nothing, is found out: isolation broken.
# machines: q35-svm virt-arm64-gicv3
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found granted isolation-broken "*it was granted*" play_trespasses
