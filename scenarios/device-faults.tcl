# SPDX-License-Identifier: GPL-2.0-only
#
# claim: An error that a PCIe device reports, or its disappearance, at whatever moment of a cell's life,
#   costs the cell that has it at most: other cells, Linux and the hypervisor do not notice.
# machines: ports
# needs: cell:rng-user inmate:rng-user cell:tick-1 inmate:fault
# tags: isolation fault pci campaign
# timeout: 900

source [file join [file dirname [info script]] lib devices.tcl]

play_device_faults
