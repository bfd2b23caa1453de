# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Mutated configurations of systems and cells are refused by the machine with the sentence of
#   the checker, nothing has changed afterwards, and the right ones are taken.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: refused campaign
# timeout: 900

source [file join [file dirname [info script]] lib mismanage.tcl]

play_misconfiguration
