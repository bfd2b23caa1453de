# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: a cell starts and does nothing, as its CPU starts at an address where
#   the cell has no memory. Here the first fetch is caught, with its address and where that memory is.
# machines: svm
# needs: cell:tick-3 inmate:tiny-demo inmate:fault
# tags: reported fault
# timeout: 600

enable
start_quiet tick-3
cell create reset-address /cells/[machine]/reported/reset-address.cell
cell load reset-address /inmates/tiny-demo.bin
cell start reset-address
set found [expect_hv -re {FATAL: Invalid MMIO/RAM read, addr: 0x000000003a600000 size: 0\n[^\n]*\n[^\n]*\n}]
check {[string match "*no region of cell*covers it; physically it is region 0 of the cell, which sees it at 0x0\n*" $found]} \
	"the hint says what is there: $found"
check {[string match "*this is where the CPUs of cell \"reset-address\" begin: .cpu_reset_address = 0x3a600000,*" $found]} \
	"and why the CPU came there: $found"
expect_parked reset-address
await_state reset-address "failed"
expect_ticking tick-3
