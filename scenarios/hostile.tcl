# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Whatever a cell tries on the surfaces that it can name is granted, refused or contained with
#   a report: other cells, Linux and the hypervisor do not notice.
# machines: svm arm64
# needs: cell:hostile inmate:hostile cell:tick-1 inmate:fault
# tags: isolation fault campaign
# timeout: 900

source [file join [file dirname [info script]] lib hostile.tcl]

play_hostile
