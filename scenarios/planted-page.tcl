# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that writes to a page of its pool that nobody has is found out: isolation broken.
# machines: q35-svm virt-arm64-gicv3
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found page isolation-broken "the canary in a free page of the hypervisor was changed*" play_trespasses
