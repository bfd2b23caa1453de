# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell of two CPUs switches the second one on and off a hundred times; an interrupt for it
#   waits while it is off. Three CPUs start each other and send interrupts around; one of them that
#   faults is parked alone; afterwards all CPUs are back in Linux. A cell that switches itself off
#   stands still, even if a CPU of it was about to begin.
# machines: arm64 gicv2
# needs: cell:psci-cycle inmate:psci-cycle cell:smp-demo inmate:smp-demo cell:tick-1 inmate:fault
# tags: smp
# timeout: 300

# The counter moved no more while another one did.
proc is_still {address moving} {
	set before [peek64 $address]
	expect_moving $moving
	return [expr {[peek64 $address] == $before}]
}

enable
set pages [pool_used]
cell create psci-cycle
expect_cpus 2
cell load psci-cycle
cell start psci-cycle
expect_hv "PSCI: CPU 3 was on and off 100 times, 0 failures" -timeout 120
expect_moving [heartbeat_of psci-cycle]
expect_state psci-cycle "running"

step "it is started again while its second CPU is off"
cell load psci-cycle
from_now_on
cell start psci-cycle
expect_hv "PSCI: CPU 3 was on and off 100 times, 0 failures" -timeout 120

step "it switches itself off while its second CPU is about to begin"
start_quiet tick-1
foreach round {1 2} {
	cell load psci-cycle /inmates/psci-cycle.bin -s "cycles=1 end" -a 0x1000
	cell start psci-cycle
	await_state psci-cycle "shut down"
	await_true {[is_still [heartbeat_of psci-cycle] [heartbeat_of tick-1]]} "none of its CPUs runs"
}
cell destroy tick-1
cell destroy psci-cycle
expect_cpus 4

cell create smp-demo
expect_cpus 1
step "of three CPUs one faults: it is parked alone"
cell load smp-demo /inmates/smp-demo.bin -s "fault=1" -a 0x1000
from_now_on
cell start smp-demo
expect_hv "Received interrupt 232 on 3"
expect_hv [violation read 0x10000000]
set cpu [expect_parked smp-demo]
expect_ticking smp-demo
expect_state smp-demo "running"
await_true {[linux "cat [folder_of smp-demo]/cpus_failed_list"] eq $cpu} "it alone failed"
cell shutdown smp-demo
await_state smp-demo "shut down"
step "started again, all three work"
foreach round {1 2} {
	cell load smp-demo
	from_now_on
	cell start smp-demo
	expect_hv "SMP demo, primary CPU: 1"
	expect_hv "Found 2 other CPU(s)"
	# the last ones are of a shared interrupt that goes where it is routed
	expect_hv_all {"Hello from CPU 2!" "Hello from CPU 3!" "Received IPI on 1" "Received IPI on 2"
		"Received IPI on 3"
		"Received interrupt 232 on 1" "Received interrupt 232 on 2"
		"Received interrupt 232 on 3"}
	expect_moving [heartbeat_of smp-demo]
	check {[linux "cat [folder_of smp-demo]/cpus_failed_list"] eq ""} "none failed"
	cell shutdown smp-demo
	await_state smp-demo "shut down"
}
cell destroy smp-demo
expect_cpus 4
foreach cpu {1 2 3} {
	linux "taskset -c $cpu true"
}
check {[pool_used] == $pages} "no page was lost"
disable
