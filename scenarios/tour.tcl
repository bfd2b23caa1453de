# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Cells run beside Linux; one that touches foreign memory is stopped and explained while
#   the other goes on; everything is handed back in the end.
# machines: svm arm64
# needs: cell:fault-demo inmate:fault cell:[demo] inmate:[demo]
# tags: lifecycle
# timeout: 600

enable

# a cell that is "running/locked", as the demo will be, forbids to create others
cell create [demo]
cell create fault-demo

start_demo
step "[demo] gets its timer interrupts"
expect_hv_times 3 "Timer fired, jitter:"
expect_state [demo] "running/locked"

cell load fault-demo /inmates/fault.bin -s "fault=write" -a 0x1000
cell start fault-demo
step "fault-demo writes to memory that it does not own: caught, explained, parked"
expect_hv "About to: write"
expect_hv [violation write 0x10000000]
expect_hv {hint: no region of cell "fault-demo" covers it}
expect_parked fault-demo -cpu 2
await_state fault-demo "failed"

step "[demo] goes on ticking"
from_now_on
expect_hv_times 3 "Timer fired, jitter:"
expect_state [demo] "running/locked"

step "Linux goes on too"
check {[linux {nproc}] == 2} "Linux has the two CPUs that are no cell's"

cell shutdown [demo] -refused
expect_hv "Rejecting first shutdown request - try again!"
cell shutdown [demo]
expect_hv [demo_farewell]
expect_state [demo] "shut down"

cell destroy [demo]
cell destroy fault-demo
check {[linux {nproc}] == 4} "the cells' CPUs are back in Linux"

disable
step "Linux goes on, alone"
check {[linux {cat /sys/devices/jailhouse/enabled}] == 0} "the hypervisor is gone"
check {[linux {uname -s}] eq "Linux"} "the shell answers"
