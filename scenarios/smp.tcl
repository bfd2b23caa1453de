# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell of three CPUs starts all of them by INIT and SIPI, they interrupt each other, and
#   all come back; one of them that faults is parked alone.
# machines: svm
# needs: cell:smp-demo inmate:smp-demo
# tags: smp
# timeout: 600

# x86 alone: psci plays the same story on ARM, where CPUs start each other by PSCI.

enable
set pages [pool_used]
cell create smp-demo
expect_cpus 1
step "of three CPUs one faults: it is parked alone"
cell load smp-demo /inmates/smp-demo.bin -s "fault=1" -a 0x1000
from_now_on
cell start smp-demo
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
	expect_hv_all {"CPU 1 received SIPI, vector 100" "CPU 2 received SIPI, vector 100"
		"CPU 3 received SIPI, vector 100" "SMP demo, primary CPU: " "Found 2 other CPU(s)"}
	set others {}
	foreach time {1 2} {
		regexp {\d$} [expect_hv -re {Starting CPU [1-3]}] cpu
		expect_hv "Hello from CPU $cpu!"
		lappend others $cpu
	}
	check {[llength [lsort -unique $others]] == 2} "two different ones were started: $others"
	step "an interrupt goes round all three"
	expect_hv_all {"Received IPI on 1" "Received IPI on 2" "Received IPI on 3"}
	expect_ticking smp-demo
	expect_state smp-demo "running"
	check {[linux "cat [folder_of smp-demo]/cpus_assigned_list"] eq "1-3"} \
		"the three CPUs are its own"
	check {[linux "cat [folder_of smp-demo]/cpus_failed_list"] eq ""} "none failed"
	step "each CPU has sent or received, and the sum is the cell's"
	set folder [folder_of smp-demo]/statistics
	set sum 0
	foreach cpu {1 2 3} {
		set count [cell_counter smp-demo vmexits_msr_x2apic_icr $cpu]
		check {$count > 0} "CPU $cpu has sent an interrupt"
		incr sum $count
	}
	check {[cell_counter smp-demo vmexits_msr_x2apic_icr] == $sum} "the sum is right"
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
