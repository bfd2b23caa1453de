# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Whatever happens to the way from Linux alone to an enabled hypervisor and back, with tools
#   killed at each system call, CPUs that go, configurations that change and a driver that is unloaded
#   under way: each call ends, and the right configuration is taken afterwards.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: tool lifecycle campaign
# timeout: 900

source [file join [file dirname [info script]] lib mismanage.tcl]

play_mismanaged_start
