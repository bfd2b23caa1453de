# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A hypervisor that does not trap a register that cells must not have is found out: isolation broken.
# machines: virt-arm64-gicv3
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib hostile.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

expect_found traps isolation-broken "*register is not the cell's to*, and it was granted*" {play_tries sysreg 400}
