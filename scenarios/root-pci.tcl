# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux reads all configuration space of its PCI devices and writes what its
#   configuration allows; a write to anything else parks the CPU and says what to add.
# machines: svm
# needs: cell:tick-1 inmate:fault
# tags: fault pci
# timeout: 600

# x86 alone: on the ARM machines the configuration space of Linux' devices is memory of Linux.

set cellyard::root_fault_expected 1
set ahci /sys/bus/pci/devices/0000:00:1f.2/config

# Linux' view of a device's configuration space.
proc space {file} {
	return [linux "md5sum < $file"]
}

set before [space $ahci]
enable
start_quiet tick-1

step "what Linux reads is what it read before"
check {[space $ahci] eq $before} "the AHCI controller looks the same"
check {[linux {ls /sys/bus/pci/devices | wc -l}] == 6} "all devices are there, and those of the links"
step "writing the command register, the interrupt line and MSI is allowed"
foreach offset {4 60 130} {
	linux "dd if=$ahci bs=1 skip=$offset count=1 2>/dev/null | dd of=$ahci bs=1 seek=$offset count=1 conv=notrunc 2>/dev/null"
}
linux {echo 1 > /sys/bus/pci/rescan}
check {[space $ahci] eq $before} "nothing has changed"

step "a capability that is listed as read-only"
from_now_on
linux "(printf '\\0' | taskset -c 3 dd of=$ahci bs=1 seek=172 conv=notrunc 2>/dev/null) &"
set found [expect_hv -re {FATAL: Invalid PCI config write, device 00:1f.2, reg: 0xac, size: 1\n[^\n]*\n}]
check {[string match "*hint: *capability SATA*JAILHOUSE_PCICAPS_WRITE*" $found]} "and the line to add: $found"
expect_parked [machine] -cpu 3
expect_ticking tick-1
