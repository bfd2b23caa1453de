# SPDX-License-Identifier: GPL-2.0-only
#
# Plays tries of the hostile inmate. All classes of outcomes but granted, refused and contained are
# defects.

source [file join [file dirname [info script]] outcomes.tcl]

# The tries that one life of the cell announced: lists of number, what became of the one before,
# surface, and what is tried.
proc announced_tries {text} {
	return [lmap {- number before surface what} \
			[regexp -all -inline -line {^HOSTILE (\d+) (\S+) (\S+): (.*)$} $text] {
		list $number $before $surface $what
	}]
}

# The last one that was announced, also by a machine that died.
proc current_trial {} {
	if {![info exists ::hostile_first]} {
		return ""
	}
	lassign [lindex [announced_tries $::cellyard::unread(hypervisor)] end] number before surface what
	if {$number eq ""} {
		return [list $::hostile_first - -]
	}
	return [list $number $surface $what]
}

# All but the last, which is returned without what became of the one before, came back.
proc write_survived {tries first} {
	set next $first
	foreach try $tries following [lrange $tries 1 end] {
		lassign $try number before surface what
		check {$number == $next} "the cell announces each try"
		incr next
		if {$following ne ""} {
			write_outcome $number [lindex $following 1] $surface $what ""
		}
	}
	check {$next > $first} "the cell has announced a try"
	return [list $number $surface $what]
}

# Let the cell make tries from FIRST on until it ends; returns the number of the next one.
proc play_life {seed first count surface} {
	set ::hostile_first $first
	cell load hostile -s "seed=$seed first=$first count=$count surface=$surface" -a 0x1000
	from_now_on
	cell start hostile
	try {
		expect_hv -re {HOSTILE end (granted|refused)\n|Parking CPU 3 \(Cell: "hostile"\)}
	} trap {CELLYARD FAIL} message {
		lassign [write_survived [announced_tries [hv_unread]] $first] number surface what
		write_defect $number silent $surface $what $message
	}
	set text $::cellyard::passed(hypervisor)
	lassign [write_survived [announced_tries $text] $first] number surface what
	if {[regexp {HOSTILE end (\S+)} $text - outcome]} {
		write_outcome $number $outcome $surface $what ""
		await_state hostile "shut down"
		return [expr {$number + 1}]
	}
	set report [lindex [regexp -inline -line {^(?:FATAL|Unhandled).*$} $text] 0]
	if {$report eq ""} {
		write_defect $number silent $surface $what "parked without a report"
	}
	write_outcome $number contained $surface $what $report
	await_state hostile "failed"
	return [expr {$number + 1}]
}

proc play_hostile {} {
	set seed [campaign_parameter SEED 1]
	set next [campaign_parameter FIRST 0]
	set end [expr {$next + [campaign_parameter COUNT 60]}]
	set surface [campaign_parameter SURFACE ""]

	open_outcomes
	enable
	start_quiet tick-1
	cell create hostile
	place_canaries
	set pages [pool_used]
	while {$next < $end} {
		set next [play_life $seed $next [expr {$end - $next}] $surface]
		check_others [expr {$next - 1}]
	}
	show_classes
	step "nobody else noticed"
	check_all [expr {$next - 1}] 2 $pages
	# in this order: QEMU's local APIC never forgets that a register was read which it does not have,
	# and Linux starts no CPU from one whose APIC shows an error
	cell destroy tick-1
	cell destroy hostile
	disable
	expect_cpus 4
}
