# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that uses instructions, ports and registers that are not its own is stopped or denied
#   and explained as faults.tsv says; others go on and the cell can be restarted.
# machines: svm arm64
# needs: cell:fault-demo cell:tick-1 inmate:fault cell:impatient
# tags: fault
# timeout: 1200

source [file join [file dirname [info script]] lib faults.tcl]

play_faults cpu
