# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that writes to every register of the interrupt controller and interrupts every CPU
#   reads nothing back and changes nothing for others: not for a ticking cell and not for Linux.
# machines: arm64 gicv2
# needs: cell:gic-attack inmate:gic-attack cell:tick-1 inmate:fault
# tags: interrupts isolation
# timeout: 300

# Words of the distributor as they are. The monitor joins neighbours to accesses of 8 bytes, which
# most registers do not answer: one word each time. Of a GICv2, whose registers depend on the CPU that
# asks, it cannot read any.
proc distributor {offset words} {
	set values {}
	for {set n 0} {$n < $words} {incr n} {
		set address [expr {0x08000000 + $offset + 4 * $n}]
		set reply [hmp "xp /1xw [format 0x%x $address]"]
		if {![regexp {: (0x[0-9a-f]{8})} $reply - value]} {
			fail "the monitor does not show the register at $address: $reply"
		}
		lappend values $value
	}
	return $values
}

# What belongs to everybody but the cell with the interrupts 236 and 237.
proc others {} {
	set seen {}
	# first word behind the private interrupts, number of words, those with the cell's interrupts
	foreach {name first words own} {
		IGROUPR 0x084 8 6   ISENABLER 0x104 8 6   IPRIORITYR 0x420 64 51   ICFGR 0xc08 16 12
	} {
		dict set seen $name [lreplace [distributor $first $words] $own $own]
	}
	# of the interrupts that the board has devices for
	dict set seen IROUTER [distributor 0x6100 128]
	return $seen
}

# Interrupts that Linux knows.
proc interrupt_names {} {
	return [linux "grep -c . /proc/interrupts"]
}

enable
start_quiet tick-1
cell create gic-attack
cell load gic-attack
set v3 [string match *gicv3 [machine]]
if {$v3} {
	set before [others]
}
set lines [interrupt_names]
from_now_on
cell start gic-attack
expect_hv -re {GIC attack over: \d+ writes, 0 failures} -timeout 120
expect_state gic-attack "running"
expect_moving [heartbeat_of gic-attack]

step "nobody else notices"
if {$v3} {
	set after [others]
	dict for {name values} $before {
		check {[dict get $after $name] eq $values} "$name of other interrupts is as it was"
	}
}
expect_moving [heartbeat_of tick-1]
expect_state tick-1 "running"
check {[interrupt_names] == $lines} "Linux has the interrupts that it had"
foreach cpu {0 2} {
	linux "taskset -c $cpu sleep 0.1"
}
linux {dmesg | grep -i -e "unexpected" -e "spurious" -e "no handler"} -status 1
disable
expect_cpus 4
