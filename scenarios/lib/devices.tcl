# SPDX-License-Identifier: GPL-2.0-only
#
# Errors of PCIe devices and their disappearance, one a trial, at a moment of chance in the life of the
# cell that has one of them, and what became of it. Surfaces: aer, removal.

source [file join [file dirname [info script]] flips.tcl]
source [file join [file dirname [info script]] ports.tcl]

set flip_victim rng-user

# What the cell does, or what is done to it, when the fault comes: a command that goes on meanwhile.
array set moments {
	idle {}
	create {jailhouse cell create /cells/MACHINE/rng-user.cell}
	load {jailhouse cell load rng-user ARGUMENTS}
	start {jailhouse cell start rng-user}
	use {}
	shutdown {jailhouse cell shutdown rng-user}
	destroy {jailhouse cell destroy rng-user}
	pci {for n in 1 2 3 4 5 6 7 8; do cat /sys/bus/pci/devices/*/config > /dev/null; done}
}

# The cell as it has to be when the moment comes.
proc prepare_moment {moment} {
	if {$moment in {idle create}} {
		return
	}
	cell create rng-user
	cellyard::expect_failure_of rng-user failed
	if {$moment eq "load"} {
		return
	}
	load_rng
	if {$moment ne "start"} {
		start_rng
	}
}

proc draw_aer {} {
	set device [draw_of {port-root port-cell rng-root rng-cell}]
	set severity [draw_of {corrected uncorrected fatal}]
	set error [draw_of $::pcie_errors($severity)]
	return [fault aer "$error ($severity) of $device" [list report_error $device $error]]
}

proc draw_removal {} {
	set device [draw_of {rng-root rng-cell}]
	if {[draw_below 2]} {
		return [fault removal "$device is pulled out" [list pull_out $device]]
	}
	return [fault removal "$device answers no more" [list stop_answering $device]]
}

# A link that was reset has left devices without addresses and with no errors to report: Linux, whose both
# are now, does what a driver would do.
proc enable_devices {} {
	foreach device {01:00.0 02:00.0} {
		set space /sys/bus/pci/devices/0000:$device/config
		linux "printf '\\007' | dd of=$space bs=1 seek=4 conv=notrunc 2>/dev/null" -status any
		linux "printf '\\017' | dd of=$space bs=1 seek=72 conv=notrunc 2>/dev/null" -status any
	}
}

# The fault, while the moment's command runs; returns what the command said.
proc play_moment {moment fault} {
	set command [string map [list MACHINE [machine] ARGUMENTS [rng_arguments]] $::moments($moment)]
	if {$command ne ""} {
		linux "{ $command; } > /tmp/moment 2>&1 & true"
	}
	after [draw_below [expr {$command eq "" ? 60 : 400}]]
	eval [dict get $fault apply]
	linux {wait}
	return [expr {$command eq "" ? "" : [linux {cat /tmp/moment}]}]
}

# Class and evidence.
proc watch_devices {said} {
	set shown [hv_unread]
	if {[set found [victim_said $shown]] ne ""} {
		return $found
	}
	set state [linux {cell_file rng-user state} -status any]
	if {[string match running* $state]} {
		try {
			expect_moving [heartbeat_of rng-user] -timeout 60
		} trap {CELLYARD FAIL} message {
			return [list silent $message]
		}
	}
	if {[regexp -line {^RNG: .*(gone|no device)$} [hv_unread] line]} {
		return [list noticed $line]
	}
	return [expr {[string match "*JAILHOUSE_CELL_*" $said] ? [list refused $said] : [list masked ""]}]
}

# The cell goes; returns to where a trial begins.
proc end_life {} {
	set found [linux {grep -lx rng-user /sys/devices/jailhouse/cells/*/name} -status any]
	if {$found ne ""} {
		cell destroy rng-user
	}
	expect_cpus 3
}

proc play_device_fault {seed number surfaces} {
	set surface [lindex $surfaces [expr {$number % [llength $surfaces]}]]
	draw_from $seed $number
	set moment [draw_of [lsort [array names ::moments]]]
	set fault [draw_$surface]
	set what "[dict get $fault what], at $moment"
	set ::flip_current [list $number $surface $what]
	enable_devices
	from_now_on
	prepare_moment $moment
	lassign [watch_devices [play_moment $moment $fault]] class evidence
	try {
		linux :
		if {[set said [asked]] ne ""} {
			lassign [found_out $class $said] class evidence
		}
		write_outcome $number $class $surface $what $evidence
		check_others $number
		end_life
		check {[pool_used] == $::pages_at_rest} "no page of the hypervisor was lost"
	} trap {CELLYARD FAIL} message {
		write_defect $number root-lost $surface $what $message
	}
}

# A device that is gone ends the machine's part: what follows is played on another one.
proc play_device_faults {} {
	set seed [campaign_parameter SEED 1]
	set first [campaign_parameter FIRST 0]
	set end [expr {$first + [campaign_parameter COUNT 4]}]
	set wanted [campaign_parameter SURFACE ""]
	set surfaces [expr {$wanted eq "" ? {aer aer aer removal} : $wanted}]
	check {$surfaces ni {aer removal} || [llength $surfaces] == 1} "known surfaces are aer and removal"

	# after a fatal error of a port Linux waits for the device behind it twice, 65 s each: one of a cell
	# does not answer to Linux, and who asks for it, or for the end of its cell, waits as well
	set cellyard::default_timeout 300
	open_outcomes
	enable
	start_quiet tick-1
	set ::pages_at_rest [pool_used]
	place_canaries
	gdb::connect
	gdb::go
	for {set number $first} {$number < $end} {incr number} {
		play_device_fault $seed $number $surfaces
		if {[lindex $::flip_current 1] eq "removal"} {
			break
		}
	}
	show_classes
	expect_ticking tick-1
	disable
	expect_cpus 4
}
