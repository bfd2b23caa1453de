# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that writes to every register of the interrupt controller and interrupts every CPU
#   reads nothing back and changes nothing for others: not for a ticking cell and not for Linux. The
#   disorder in which it leaves its CPU and its own interrupts ends with it.
# machines: arm64 gicv2
# needs: cell:gic-attack inmate:gic-attack cell:tick-1 inmate:fault
# tags: interrupts isolation
# timeout: 300

set v3 [expr {![string match *gicv2 [machine]]}]

# Words of distributor and redistributors as they are. The monitor joins neighbours to accesses of 8 bytes, which
# most registers do not answer: one word each time.
proc monitor_reads {address words} {
	set values {}
	for {set n 0} {$n < $words} {incr n} {
		set reply [hmp "xp /1xw [format 0x%x [expr {$address + 4 * $n}]]"]
		if {![regexp {: (0x[0-9a-f]{8})} $reply - value]} {
			fail "the monitor does not show the register at $address + 4 * $n: $reply"
		}
		lappend values $value
	}
	return $values
}

# Of a GICv2, whose registers depend on the CPU that asks, the monitor cannot read any. Linux owns
# what the cell does not, and reads it through the hypervisor.
proc linux_reads {address words {cpu 0}} {
	set values [linux "taskset -c $cpu device-words $address $words"]
	check {[llength $values] == $words} "Linux reads $words words of the distributor at $address"
	return $values
}

proc distributor {offset words} {
	global v3
	set address [expr {0x08000000 + $offset}]
	return [expr {$v3 ? [monitor_reads $address $words] : [linux_reads $address $words]}]
}

# Private interrupts of a CPU, without those that come and go: group, enabled, priority and mode.
# Those of another cell than Linux nobody reads on a GICv2.
proc private {cpu} {
	global v3
	set seen {}
	if {$v3} {
		set frame [expr {0x080a0000 + 0x20000 * $cpu}]
		# control, type, power, and the tables of LPIs
		lappend seen [monitor_reads $frame 8] [monitor_reads [expr {$frame + 0x70}] 4]
		foreach {first words} {0x080 1 0x100 1 0x400 8 0xc00 2 0xd00 1} {
			lappend seen [monitor_reads [expr {$frame + 0x10000 + $first}] $words]
		}
	} else {
		foreach {first words} {0x080 1 0x100 1 0x400 8 0x800 8 0xc00 2} {
			lappend seen [linux_reads [expr {0x08000000 + $first}] $words $cpu]
		}
	}
	return $seen
}

# What belongs to everybody but the cell with the interrupts 236 and 237 and CPU 3.
proc others {} {
	global v3
	set seen {}
	foreach cpu [expr {$v3 ? {0 1 2} : {0 2}}] {
		dict set seen "CPU $cpu" [private $cpu]
	}
	# first word behind the private interrupts, number of words, those with the cell's interrupts
	foreach {name first words own} {
		IGROUPR 0x084 8 6   ISENABLER 0x104 8 6   IPRIORITYR 0x420 64 51   ICFGR 0xc08 16 12
	} {
		dict set seen $name [lreplace [distributor $first $words] $own $own]
	}
	if {$v3} {
		# of the interrupts that the board has devices for
		dict set seen IROUTER [distributor 0x6100 128]
	} else {
		dict set seen ITARGETSR [lreplace [distributor 0x820 64] 51 51]
	}
	return $seen
}

# Group, priority and mode of the cell's interrupts.
proc own {} {
	return [list [distributor 0x09c 1] [distributor 0x4ec 1] [distributor 0xc38 1]]
}

# What the ticking cell was interrupted with beside its timer, and Linux with what would stop a CPU.
proc foreign_interrupts {} {
	set counts [list [cell_counter tick-1 vmexits_virt_sgi] [cell_counter tick-1 vmexits_maintenance]]
	lappend counts {*}[linux {sed -n -e '/IPI.*CPU stop/p' -e '/Err:/p' /proc/interrupts |\
		sed 's/^[^:]*://; s/[A-Z].*//'}]
	return $counts
}

# Interrupts that Linux knows.
proc interrupt_names {} {
	return [linux "grep -c . /proc/interrupts"]
}

enable
start_quiet tick-1
set own [own]
cell create gic-attack
cell load gic-attack
step "registers of interrupts that are not the cell's"
set before [others]
check {[regexp {0x0*[1-9a-fA-F]} [dict get $before ISENABLER]]} "some are enabled"
set lines [interrupt_names]
set foreign [foreign_interrupts]
check {[llength $foreign] == 2 + 2 * 2 + 1} "they are counted: $foreign"
step "the attack"
from_now_on
cell start gic-attack
if {$v3} {
	expect_hv "GIC: LPIs are not for cells: ignored that cell \"gic-attack\" enables them"
}
expect_hv -re {GIC attack over: \d+ writes, 0 failures} -timeout 120
expect_state gic-attack "running"
expect_moving [heartbeat_of gic-attack]

step "nobody else notices"
set after [others]
dict for {name values} $before {
	check {[dict get $after $name] eq $values} "$name of others is as it was"
}
check {[foreign_interrupts] eq $foreign} "nobody was interrupted: $foreign"
expect_moving [heartbeat_of tick-1]
expect_state tick-1 "running"
check {[interrupt_names] == $lines} "Linux has the interrupts that it had"
foreach cpu {0 2} {
	linux "taskset -c $cpu sleep 0.1"
}

step "it leaves, and everything is as it was"
cell shutdown gic-attack
await_state gic-attack "shut down"
cell destroy gic-attack
linux "taskset -c 3 sleep 0.1"
check {[own] eq $own} "its interrupts are as they were"
linux {dmesg | grep -i -e "unexpected" -e "spurious" -e "no handler"} -status 1
disable
expect_cpus 4
