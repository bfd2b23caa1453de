# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: some time after enable root Linux stands still, as its configuration
#   forgot a PCI device. Here the trap names the device and the entry that is missing.
# machines: q35-svm
# needs: cell:tick-1 inmate:fault
# tags: reported fault pci
# timeout: 600

set cellyard::root_fault_expected 1
enable /cells/[machine]/reported/no-ahci.cell
start_quiet tick-1
step "Linux touches the device that was forgotten"
from_now_on
linux "(printf '\\007' | taskset -c 3 dd of=/sys/bus/pci/devices/0000:00:1f.2/config bs=1 seek=4 conv=notrunc 2>/dev/null) &"
set found [expect_hv -re {FATAL: Invalid PCI config write, device 00:1f.2, reg: 0x4, size: 1\n[^\n]*\n}]
check {[string match "*in no cell; to add it to cell*JAILHOUSE_PCI_TYPE_DEVICE, .bdf = *" $found]} "the entry is there: $found"
expect_parked [machine] -cpu 3
expect_ticking tick-1
