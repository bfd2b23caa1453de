# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that works by its timer leaves to the hypervisor once for each timer interrupt, to be
#   handed it, and for nothing else: not to acknowledge or end it, not for the timer, not for output.
# machines: arm64 gicv2
# needs: cell:gic-demo inmate:gic-demo
# tags: exits
# timeout: 240

# exits of the cell's only CPU by reason
proc counters {} {
	return [split [linux {for f in $(dirname $(grep -lx gic-demo /sys/devices/jailhouse/cells/*/name))/statistics/cpu1/*; do \
		echo "${f##*/} $(cat $f)"; done}] \n]
}

# What was counted, and the ticks before and behind it.
proc observe {} {
	set before [peek32 [heartbeat_of gic-demo]]
	set counted [concat {*}[counters]]
	return [list $before $counted [peek32 [heartbeat_of gic-demo]]]
}

enable
cell create gic-demo
# through the hypervisor, each character would be an exit
cell load gic-demo /inmates/gic-demo.bin -s "con-type=PL011 con-base=0x09040000 con-virtual=false" -a 0x1000
cell start gic-demo
expect_hv_times 2 "Timer fired, jitter:"

step "30 timer interrupts"
lassign [observe] early before first
from_now_on
expect_hv_times 30 "Timer fired, jitter:"
lassign [observe] last after late

array set then $before
set exits 0
foreach {reason count} $after {
	set moved [expr {$count - $then($reason)}]
	if {$reason eq "vmexits_total" || $reason eq "vmexits_virt_irq"} {
		# one may be under way while it is looked
		check {$moved >= $last - $first - 1 && $moved <= $late - $early + 1} \
			"$reason: $moved, ticks: [expr {$last - $first}] to [expr {$late - $early}]"
		incr exits
	} else {
		check {$moved == 0} "no exit counted by $reason"
	}
}
check {$exits == 2} "exits and those for interrupts were counted"
cell destroy gic-demo
disable
