# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: a cell prints nothing and dies, as its UART is missing in its
#   configuration. Here the trap names the port and the line to add.
# machines: svm
# needs: cell:tick-3 inmate:tiny-demo inmate:fault
# tags: reported fault
# timeout: 600

enable
start_quiet tick-3
cell create no-uart /cells/[machine]/reported/no-uart.cell
cell load no-uart /inmates/tiny-demo.bin
cell start no-uart
set found [expect_hv -re {FATAL: Invalid PIO [a-z]+, port: 3f[8-f] size: 1\n[^\n]*\n}]
check {[string match "*PIO_RANGE(0x3f?, *" $found]} "the hint has the line to add: $found"
expect_parked no-uart
await_state no-uart "failed"
expect_ticking tick-3
