# SPDX-License-Identifier: GPL-2.0-only
#
# claim: On x2APIC hardware a cell that asks its local APIC for what is not its own, or uses the xAPIC
#   page, is stopped and explained.
# machines: x2apic
# needs: cell:fault-demo cell:tick-1 inmate:fault
# tags: fault
# timeout: 600

# x86 alone, as the local APIC is; gic-attack and faults-devices play the GIC.

source [file join [file dirname [info script]] lib faults.tcl]

play_faults x2apic
