# SPDX-License-Identifier: GPL-2.0-only
#
# claim: While three CPUs of a cell interrupt each other and themselves without end and Linux computes,
#   each interrupt that is sent is taken, and exactly once. SYSTEM_OFF and SYSTEM_RESET by one CPU stop
#   the cell's other one, and nobody else. A cell whose CPUs do nothing but interrupt each other, also
#   one that is off, can be shut down and destroyed meanwhile.
# machines: arm64 gicv2
# needs: cell:smp-demo inmate:sgi-storm cell:psci-cycle cell:tick-1 inmate:fault
# start: enabled
# tags: interrupts smp load
# timeout: 400

proc expect_all_taken {cpus rounds} {
	set sent [expr {$cpus * $cpus * 4 * $rounds}]
	set line [expect_hv -re {SGI storm of [^\n]*\n} -timeout 240]
	check {$line eq "SGI storm of $cpus CPUs: $sent sent, $sent taken; 0 lost, 0 duplicated, 0 foreign\n"} \
		"all $sent of $cpus CPUs were taken, once: $line"
}

linux {busy() { while [ ! -e /tmp/stop ]; do head -c 200000 /dev/zero | sha256sum; (true) & wait $!; done; }}
cell create smp-demo
linux {(busy > /tmp/sums 2> /dev/null < /dev/null &)}
cell load smp-demo /inmates/sgi-storm.bin
from_now_on
cell start smp-demo
expect_all_taken 3 200
await_true {[linux {wc -l < /tmp/sums}] >= 3} "Linux computed meanwhile"
expect_ticking smp-demo
check {[linux "cat [folder_of smp-demo]/cpus_failed_list"] eq ""} "none failed"
linux {touch /tmp/stop}
cell destroy smp-demo
expect_cpus 4
check {[linux {sort -u /tmp/sums | wc -l}] == 1} "Linux computed the same all the time"

start_quiet tick-1
cell create psci-cycle
foreach {call state} {0x84000008 "shut down" 0x84000009 "failed"} {
	step "PSCI call $call ends a cell of two CPUs"
	cell load psci-cycle /inmates/sgi-storm.bin -s "rounds=20 end=$call" -a 0x1000
	from_now_on
	cell start psci-cycle
	expect_all_taken 2 20
	await_state psci-cycle $state
	# that of the CPU that did not call
	expect_still [heartbeat_of psci-cycle] [heartbeat_of tick-1]
	check {[linux "cat [folder_of psci-cycle]/cpus_failed_list"] eq ""} "no CPU failed"
}

proc start_endless {name cpus} {
	cell load $name /inmates/sgi-storm.bin -s "endless=$cpus" -a 0x1000
	from_now_on
	cell start $name
	expect_hv -re {SGI storm of \d CPUs without end}
}

step "the CPUs of a cell do nothing but interrupt each other"
foreach end {shutdown destroy} {
	start_endless psci-cycle 2
	expect_ticking tick-1
	cell $end psci-cycle
}
cell destroy tick-1
foreach cpus {3 2} {
	step "so do $cpus CPUs of three"
	cell create smp-demo
	start_endless smp-demo $cpus
	cell shutdown smp-demo
	start_endless smp-demo $cpus
	cell destroy smp-demo
}
disable
expect_cpus 4
