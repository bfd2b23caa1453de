# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell gets its timer interrupts ten times a second, in AArch64 and in AArch32, tells a
#   jitter whose least is not above its greatest, and costs Linux nothing but its CPU.
# machines: arm64 gicv2 max
# needs: cell:gic-demo inmate:gic-demo cell:gic-demo-32 inmate:gic-demo-32
# tags: lifecycle
# timeout: 240

set jitter_line {Timer fired, jitter: +(-?\d+) ns, min: +(-?\d+) ns, max: +(-?\d+) ns\n}

proc expect_ticks {name count} {
	global jitter_line

	step "$name ticks"
	from_now_on
	foreach line [expect_hv_times $count -re $jitter_line] {
		regexp $jitter_line $line - jitter min max
		check {$min <= $jitter && $jitter <= $max} "the jitter lies between its extremes"
	}
	expect_moving [heartbeat_of $name]
}

enable
set pages [pool_used]
foreach name {gic-demo gic-demo-32} {
	cell create $name
	cell load $name
	cell start $name
	expect_hv "Initializing the GIC..."
	expect_hv "Initializing the timer..."
	expect_ticks $name 5
	expect_state $name "running"
	cell shutdown $name
	expect_hv "Stopped GIC demo"
	await_state $name "shut down"

	step "it can be started again"
	cell load $name
	cell start $name
	expect_ticks $name 2
	cell destroy $name
	check {[pool_used] == $pages} "no page was lost"
	expect_cpus 4
}

step "both side by side"
foreach name {gic-demo gic-demo-32} {
	cell create $name
	cell load $name
	cell start $name
}
foreach name {gic-demo gic-demo-32} {
	expect_moving [heartbeat_of $name]
	expect_state $name "running"
}
disable
expect_cpus 4
