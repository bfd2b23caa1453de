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

# How a life ends.
set end_of_life {HOSTILE end \S+\n|Parking CPU 3 \(Cell: "hostile"\)}

# Write what became of all TRIES but the last one, which is returned without what became of the one before it.
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

# Write what became of the tries from FIRST on, of a whole life that TEXT shows; returns the number of the next one.
proc write_life {text first} {
	set tries [announced_tries $text]
	if {$tries eq "" && [regexp {HOSTILE end -\n} $text]} {
		return $first
	}
	lassign [write_survived $tries $first] number surface what
	if {[regexp {HOSTILE end (\S+)} $text - outcome]} {
		write_outcome $number $outcome $surface $what ""
		return [expr {$number + 1}]
	}
	set report [lindex [regexp -inline -line {^(?:FATAL|Unhandled).*$} $text] 0]
	if {$report eq ""} {
		write_defect $number silent $surface $what "parked without a report"
	}
	write_outcome $number contained $surface $what $report
	return [expr {$number + 1}]
}

# The last try that was announced, also by a machine that died. What became of those before is written.
proc current_trial {} {
	if {![info exists ::hostile_next]} {
		return ""
	}
	set text $::cellyard::unread(hypervisor)
	while {[regexp -indices $::end_of_life $text where]} {
		set end [lindex $where 1]
		set ::hostile_next [write_life [string range $text 0 $end] $::hostile_next]
		set text [string range $text $end+1 end]
	}
	set tries [announced_tries $text]
	return [expr {$tries eq "" ? [list $::hostile_next - -] : [write_survived $tries $::hostile_next]}]
}

# Let the cell make tries from ::hostile_next up to END, in at most LIVES lives.
proc play_lives {seed end surface lives} {
	set words "seed=$seed first=$::hostile_next count=[expr {$end - $::hostile_next}] surface=$surface"
	from_now_on
	set told [linux "relive hostile /inmates/hostile.bin '$words' $lives" -timeout [expr {$lives * 65}]]
	check {[regexp {relive: (\d+) lives, (.*)} $told - lived state]} "the lives are told"
	set silent [string match running* $state]
	for {set life [expr {$lived - $silent}]} {$life > 0} {incr life -1} {
		expect_hv -re $::end_of_life
		set ::hostile_next [write_life $::cellyard::passed(hypervisor) $::hostile_next]
	}
	if {$silent} {
		lassign [current_trial] number surface what
		write_defect $number silent $surface $what "neither an end nor a report"
	}
}

proc play_hostile {} {
	set seed [campaign_parameter SEED 1]
	set ::hostile_next [campaign_parameter FIRST 0]
	set end [expr {$::hostile_next + [campaign_parameter COUNT 60]}]
	set surface [campaign_parameter SURFACE ""]

	open_outcomes
	enable
	start_quiet tick-1
	cell create hostile
	place_canaries
	set pages [pool_used]
	while {$::hostile_next < $end} {
		play_lives $seed $end $surface 20
		check_others [expr {$::hostile_next - 1}]
	}
	show_classes
	step "nobody else noticed"
	check_all [expr {$::hostile_next - 1}] 2 $pages
	# in this order: QEMU's local APIC never forgets that a register was read which it does not have,
	# and Linux starts no CPU from one whose APIC shows an error
	cell destroy tick-1
	cell destroy hostile
	disable
	expect_cpus 4
}
