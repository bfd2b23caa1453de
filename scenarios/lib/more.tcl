# SPDX-License-Identifier: GPL-2.0-only
#
# What several scenarios need beyond the verbs: waiting for a state, pool usage, quiet companions.

# The local APICs are in x2APIC mode.
proc has_x2apic {} {
	return [string match *-x2apic [machine]]
}

# How often something is done: @usual times, or @full times where the nightly run sets YARD_ROUNDS=full.
proc rounds {usual full} {
	if {![info exists ::env(YARD_ROUNDS)]} {
		return $usual
	}
	if {$::env(YARD_ROUNDS) ne "full"} {
		error "YARD_ROUNDS is `$::env(YARD_ROUNDS)`: it can be `full`, or not there"
	}
	return $full
}

# Memory pages that the hypervisor has handed out.
proc pool_used {} {
	return [linux {cat /sys/devices/jailhouse/mem_pool_used}]
}

# await_state NAME STATE: a CPU that is parked or a program that stops needs a moment.
proc await_state {name state {seconds 120}} {
	cellyard::need_cell $name
	cellyard::expect_failure_of $name $state
	set deadline [expr {[cellyard::now] + 1000 * $seconds}]
	while {[set found [cell_state $name]] ne $state} {
		if {[cellyard::now] > $deadline} {
			fail "waited $seconds s for cell \"$name\" to be `$state`; it is still `$found`"
		}
	}
}

# Poll a condition, written as for `check`, until it is true.
proc await_true {condition sentence {seconds 120}} {
	cellyard::waits_for $sentence $seconds
	set deadline [expr {[cellyard::now] + 1000 * $seconds}]
	while {![uplevel 1 [list expr $condition]]} {
		if {[cellyard::now] > $deadline} {
			fail "waited $seconds s for this: $sentence (not true:\
				[uplevel 1 [list subst -nocommands $condition]])"
		}
		cellyard::drain
		after 20
	}
	cellyard::waits_no_more
}

# Create, load and start a cell whose program counts a heartbeat and prints next to nothing: the
# fault inmate without a fault. When it ticks it has printed all that it prints.
proc start_quiet {name} {
	cell create $name
	cell load $name /inmates/fault.bin
	cell start $name
	expect_hv "fault=list shows the names"
	expect_moving [heartbeat_of $name]
}

# The same with one that refuses to be stopped. Linux says from now on why it goes down.
proc start_refusing {name} {
	cell create $name
	cell load $name /inmates/answers.bin -s behave=deny -a 0x1000
	cell start $name
	expect_hv "Behaviour: deny"
	expect_ticking $name
	linux {echo 4 > /proc/sys/kernel/printk}
}

# Where the memory is that a cell finds at its address 0: each has a slot.
proc ram_of {name} {
	array set slot {
		apic-demo 0 gic-demo 0 tiny-demo 1 smp-demo 2 32-bit-demo 3 gic-demo-32 3 ioapic-demo 4
		irqstorm 4 fault-demo 5
		tick-1 6 tick-2 7 tick-3 8 impatient 9 passive 10 test-device 11 psci-cycle 11
		uart-demo 12 gic-attack 13 ivshmem-0 14 ivshmem-1 15 ivshmem-2 16 link-1 18 link-2 19 veth-1 20 rng-user 22 hostile 25
	}
	if {![info exists slot($name)]} {
		error "ram_of: no memory is known of a cell `$name`; scenarios/lib/more.tcl has the list"
	}
	# behind the hypervisor's 6 MiB
	return [expr {$::env(YARD_RESERVED_BASE) + 0x600000 + 0x200000 * $slot($name)}]
}

# Address of the heartbeat of a cell's program.
proc heartbeat_of {name} {
	return [expr {[ram_of $name] + 0xff8}]
}

# The cell's program is alive: its heartbeat moves.
proc expect_ticking {name} {
	cellyard::watch_counter [heartbeat_of $name] "the heartbeat of cell \"$name\"" \
		$cellyard::default_timeout
}

# The counter stands still: nothing counts it up any more. Give it the time in which a living one
# would have moved: until another one has moved twice.
proc expect_still {address moving} {
	expect_moving $moving
	set before [peek64 $address]
	expect_moving $moving
	expect_moving $moving
	set after [peek64 $address]
	if {$after != $before} {
		fail "the counter at [format 0x%llx $address] moved from $before to $after"
	}
}

# No CPU of Linux is off that should be there.
proc expect_cpus {count} {
	set found [linux {nproc}]
	if {$found != $count} {
		fail "Linux runs on $found CPUs, expected $count"
	}
}

# Texts as parts of a regular expression.
proc literal {text} {
	regsub -all {[][$^?+*()|{}.\\]} $text {\\&} text
	return $text
}

# Folder of a cell in the guest's sysfs.
proc folder_of {name} {
	return [linux "grep -lx '$name' /sys/devices/jailhouse/cells/*/name | sed s,/name,,"]
}

# Two cells tick beside a Linux that will not reset the machine when it panics: that would be the end
# of the cells, too.
proc begin_before_panic {} {
	linux {echo 0 > /proc/sys/kernel/panic}
	enable
	start_quiet tick-1
	start_quiet tick-3
	step "root Linux panics"
	set cellyard::panic_expected 1
	from_now_on
}

# Root Linux has panicked for this REASON, a regular expression, and has come to the end of its report;
# the cells of begin_before_panic go on, and the hypervisor found nothing to say.
proc expect_cells_outlive {reason} {
	expect_panic
	expect_linux -re "end Kernel panic - not syncing: ($reason)"
	step "the cells tick on"
	foreach time {1 2 3 4 5} {
		foreach name {tick-1 tick-3} {
			expect_ticking $name
		}
	}
	check {![regexp {FATAL|Parking|Stopping} [hv_unread]]} "nobody was stopped for it"
}

proc skip_where_kexec_panics {} {
	if {[machine] eq "virt-arm64-max" && $::env(YARD_KERNEL) eq "arm64-6.12"} {
		skip "this kernel panics when it loads another one, without a hypervisor, too (trans_pgd)"
	}
}
