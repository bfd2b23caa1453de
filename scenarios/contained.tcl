# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that writes where it must not is stopped and explained; its neighbour ticks on.
# machines: svm arm64
# needs: cell:tick-1 cell:fault-demo inmate:fault
# tags: example

enable
start_quiet tick-1
cell create fault-demo
cell load fault-demo /inmates/fault.bin -s "fault=write addr=0x10000000" -a 0x1000
cell start fault-demo
expect_hv [violation write 0x10000000]
expect_hv "hint: no region of cell \"fault-demo\" covers it"
expect_parked fault-demo
await_state fault-demo "failed"
expect_ticking tick-1
disable
