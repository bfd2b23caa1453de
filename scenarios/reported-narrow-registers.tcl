# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: a driver in a cell dies at its first register access, as a flag for the
#   access width is missing in the region. Here the hint names the region and the flag.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: reported fault mmio
# timeout: 600

enable
start_quiet tick-1
cell create narrow-registers /cells/[machine]/reported/narrow-registers.cell
cell load narrow-registers /inmates/fault.bin -s "fault=read addr=0x131000" -a 0x1000
cell start narrow-registers
set found [expect_hv -re {FATAL: Invalid MMIO read, address: [0-9a-f]+, size: 4\n[^\n]*\n}]
check {[string match "*JAILHOUSE_MEM_IO_32*" $found]} "the hint names the flag: $found"
expect_parked narrow-registers
await_state narrow-registers "failed"
expect_ticking tick-1
