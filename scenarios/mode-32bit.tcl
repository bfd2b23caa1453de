# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell can stay in 32-bit mode, with timer interrupts, and use SSE and AVX in both modes.
# machines: svm
# needs: cell:32-bit-demo inmate:32-bit-demo inmate:sse-demo inmate:sse-demo-32
# timeout: 600

# x86 alone: AArch32 is played by gic-demo.

enable
cell create 32-bit-demo
cell load 32-bit-demo
cell start 32-bit-demo
# long mode is neither enabled nor active; SVME must not show
expect_hv "This runs in 32-bit mode (EFER: 0)"
expect_ticking 32-bit-demo
expect_state 32-bit-demo "running"
cell shutdown 32-bit-demo
await_state 32-bit-demo "shut down"

foreach inmate {sse-demo sse-demo-32} {
	step "$inmate"
	cell load 32-bit-demo /inmates/$inmate.bin
	from_now_on
	cell start 32-bit-demo
	set verdict [expect_hv -re {SSE test (passed|FAILED)}]
	check {$verdict eq "SSE test passed"} "$inmate computes what it should"
	await_state 32-bit-demo "shut down"
}
cell destroy 32-bit-demo
expect_cpus 4
disable
