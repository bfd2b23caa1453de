# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: a cell prints nothing and dies, as the region of its UART's registers is
#   missing in its configuration. Here the trap names the address and the hint the region to add.
# machines: arm64
# needs: cell:tick-3 inmate:uart-demo inmate:fault
# tags: reported fault
# timeout: 600

enable
start_quiet tick-3
cell create no-uart /cells/[machine]/reported/no-uart.cell
cell load no-uart /inmates/uart-demo.bin
cell start no-uart
set found [expect_hv -re {Unhandled data [a-z]+ at 0x90400[0-9a-f]+\([0-9]\)\n[^\n]*\n}]
check {[string match "*no region of cell \"no-uart\" covers it*.phys_start = 0x9040000, *" $found]} \
	"the hint has the region to add: $found"
expect_parked no-uart
await_state no-uart "failed"
expect_ticking tick-3
