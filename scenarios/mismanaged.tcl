# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Whatever root Linux' programs ask of the driver, at once, killed under way, with CPUs that go
#   and configurations that change: each call ends, all can be taken back, and a cell does not notice.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-2 cell:tick-3 inmate:fault
# tags: tool lifecycle isolation campaign
# timeout: 900

source [file join [file dirname [info script]] lib mismanage.tcl]

play_mismanagement
