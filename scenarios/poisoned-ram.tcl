# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Nothing relies on zeroed memory: with all RAM poisoned before power-on cells live, fault, are
#   refused, restarted and cleared as ever, and the hypervisor comes a second time.
# machines: svm arm64
# needs: cell:tick-1 cell:fault-demo cell:tick-3 inmate:fault cell:[demo] inmate:[demo]
# poison: all
# tags: lifecycle memory
# timeout: 600

check {[peek [hypervisor_base] 8] eq "a5a5a5a5a5a5a5a5"} "the hypervisor's memory is poisoned"

enable
cell create [demo]
cell create fault-demo
start_demo
expect_hv_times 3 "Timer fired, jitter:"

cell load fault-demo /inmates/fault.bin -s "fault=write" -a 0x1000
cell start fault-demo
expect_hv [violation write 0x10000000]
expect_hv {hint: no region of cell "fault-demo" covers it}
expect_parked fault-demo
await_state fault-demo "failed"
step "the demo does not notice"
from_now_on
expect_hv_times 3 "Timer fired, jitter:"

cell shutdown [demo] -refused
cell shutdown [demo]
step "a refusal changes nothing"
set used [pool_used]
cell create fault-demo -refused
check {[pool_used] == $used} "the pool is as it was"
step "a cell that failed starts anew"
cell load fault-demo /inmates/fault.bin -s "fault=write" -a 0x1000
cell start fault-demo
expect_parked fault-demo
cell destroy fault-demo
cell destroy [demo]
disable

step "a second time"
enable
start_quiet tick-1
start_quiet tick-3
expect_ticking tick-1
expect_ticking tick-3
cell destroy tick-1
cell destroy tick-3
disable
expect_cpus [cpus]
