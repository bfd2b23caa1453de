# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A bit that flips in registers, memory or control state of a cell costs that cell at most:
#   other cells, Linux and the hypervisor do not notice.
# machines: svm arm64
# needs: cell:fault-demo inmate:victim cell:tick-1 inmate:fault
# tags: isolation fault campaign
# timeout: 900

source [file join [file dirname [info script]] lib flips.tcl]

play_flips
