# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell in AArch32 state calls firmware and the hypervisor, uses its registers and sends
#   interrupts; what it may not do is refused or ends it alone, with an explanation.
# machines: arm64 gicv2 max
# needs: cell:gic-demo-32 inmate:aarch32 cell:tick-1 inmate:fault
# tags: fault
# timeout: 300

# What is tried, the message, text of the hint behind it ("-": the cell itself reports).
set forbidden {
	c9 {Unhandled CP15 access} {p15, 1, c9, c0, 2 is no register}
	c15 {Unhandled CP15 access} {p15, 0, c15, c0, 0 is no register}
	smc {Unhandled SMC 0xb0000000} {owner 48}
	hvc {Unhandled HVC 0x4a49} {HVC #0x4a48}
	hyp {--- EXCEPTION 1 ---} -
	undefined {--- EXCEPTION 1 ---} -
	memory {Unhandled data read at 0x10000000\(4\)} {no region of cell "gic-demo-32" covers it}
}
# undefined where there is no GICv3
if {[machine] eq "virt-arm64-gicv2"} {
	lappend forbidden sgi0r {--- EXCEPTION 1 ---} -
} else {
	lappend forbidden sgi0r {Unhandled CP15 access} {p15, 2, c0, c12, 0 is no register}
}

proc run_program {parameters} {
	cell load gic-demo-32 /inmates/aarch32.bin {*}$parameters -a 0x1000
	from_now_on
	cell start gic-demo-32
}

enable
start_quiet tick-1
cell create gic-demo-32
step "what is allowed"
run_program {-s try=}
expect_hv -re {AArch32: (all passed|FAILED)\n}
check {![string match *FAIL* $cellyard::passed(hypervisor)]} "the program found all as it must be"
await_state gic-demo-32 "shut down"
foreach {name message hint} $forbidden {
	step "what is not: $name"
	run_program [list -s try=$name]
	expect_hv "About to: $name"
	expect_hv -re $message
	if {$hint ne "-"} {
		expect_hv "hint: "
		expect_hv $hint
	}
	await_state gic-demo-32 "failed"
	check {![string match *SURVIVED* [hv_unread]]} "the program did not come back"
	expect_moving [heartbeat_of tick-1]
}
step "it is of use again"
run_program {-s try=}
expect_hv "AArch32: all passed"
await_state gic-demo-32 "shut down"
cell destroy gic-demo-32
disable
expect_cpus 4
