# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that writes reserved bits of its local APIC, by MSR or memory, is stopped and explained.
# machines: xapic
# needs: cell:fault-demo cell:tick-1 inmate:fault
# tags: fault
# timeout: 600

# x86 alone, as the local APIC is; gic-attack and faults-devices play the GIC.

source [file join [file dirname [info script]] lib faults.tcl]

play_faults xapic
