# SPDX-License-Identifier: GPL-2.0-only
#
# claim: When root Linux panics while its programs create and destroy cells, another cell does not
#   notice, and the hypervisor finds nothing to say.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: isolation campaign
# timeout: 600

source [file join [file dirname [info script]] lib mismanage.tcl]

play_panic
