# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: a bare-metal program uses floating point before it has enabled SSE, and
#   the CPU resets without a word. Here the hint says that SSE is not enabled.
# machines: svm
# needs: cell:fault-demo inmate:fault cell:tick-1
# tags: reported fault
# timeout: 600

enable
start_quiet tick-1
cell create fault-demo
cell load fault-demo /inmates/fault.bin -s "fault=sse" -a 0x1000
cell start fault-demo
set found [expect_hv -re {FATAL: Unexpected #VMEXIT, exitcode 7f,[^\n]*\nhint: [^\n]*\n}]
check {[string match "*SSE is not enabled*" $found]} "the hint names the cause: $found"
expect_parked fault-demo
await_state fault-demo "failed"
expect_ticking tick-1
