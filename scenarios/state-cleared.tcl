# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A CPU carries nothing from one cell to the next, to Linux or from Linux: FPU, debug and
#   system registers hold what they hold after a reset.
# machines: svm arm64 gicv2 max
# needs: cell:tick-2 cell:tiny-demo inmate:cpu-state
# tags: memory
# timeout: 600

proc run_state {name mode text} {
	cell load $name /inmates/cpu-state.bin -s mode=$mode -a 0x1000
	from_now_on
	cell start $name
	expect_hv -re $text
	await_state $name "shut down"
}

proc expect_clean {name} {
	cell load $name /inmates/cpu-state.bin -s mode=check -a 0x1000
	from_now_on
	cell start $name
	set verdict [string trim [expect_hv -re {CPU state is [^\n]*\n}]]
	if {$verdict ne "CPU state is clean"} {
		fail "cell \"$name\" found: [string trim [string map {\n "; "} $cellyard::passed(hypervisor)]]"
	}
	await_state $name "shut down"
}

enable
linux {taskset -c 2 fill-registers > /tmp/filled & until [ -s /tmp/filled ]; do :; done}
cell create tick-2
linux {killall fill-registers}
step "a program of Linux has filled the CPU's registers: the cell does not see it"
expect_clean tick-2
step "the cell leaves secrets; restarted, it does not find them"
run_state tick-2 leave {Secrets are in [0-9]+ registers}
expect_clean tick-2
step "nor does another cell on the same CPU"
run_state tick-2 leave {Secrets are in [0-9]+ registers}
cell destroy tick-2
cell create tiny-demo
expect_clean tiny-demo
step "Linux takes the CPU back from a cell that left its FPU in disorder and runs on it"
run_state tiny-demo leave {Secrets are in [0-9]+ registers}
cell destroy tiny-demo
check {[linux {taskset -c 2 awk 'BEGIN { print 3 / 8 }'}] == 0.375} "Linux computes on CPU 2"
disable
check {[linux {taskset -c 2 awk 'BEGIN { print 1 / 8 }'}] == 0.125} "and after disable"
