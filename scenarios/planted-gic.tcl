# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that shows a cell what belongs to interrupts of others is found out: isolation broken.
# machines: virt-arm64-gicv3
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found gic isolation-broken "*interrupts that are not the cell's*, and it was granted*" {play_tries gic 400}
