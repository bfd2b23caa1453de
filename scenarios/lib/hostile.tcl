# SPDX-License-Identifier: GPL-2.0-only
#
# Plays tries of the hostile inmate. All classes of outcomes but granted, refused and contained are
# defects.

source [file join [file dirname [info script]] outcomes.tcl]
source [file join [file dirname [info script]] grants.tcl]

# The tries that one life of the cell announced: lists of number, what became of the one before,
# surface, and what is tried.
proc announced_tries {text} {
	return [lmap {- number before surface what} \
			[regexp -all -inline -line {^HOSTILE (\d+) (\S+) (\S+): (.*)$} $text] {
		list $number $before $surface $what
	}]
}

# How long a life may take, and the report of its end, in seconds.
set hostile_patience 60
set hostile_report_patience 60
# What loading and starting takes beside each life, in seconds.
set hostile_grace 5
# Whose tables and registers are its own to change.
set hostile_cpu 3
# So many lives are asked for at a time.
set hostile_lives 20

# Write what became of a try that the cell lived through: what is granted must be the cell's. OUTCOME may be
# `granted=VALUE`, which it read.
proc write_survivor {number outcome surface what} {
	lassign [split $outcome =] class value
	if {$class eq "granted" && [set why [grant::objection $surface $what $value]] ne ""} {
		write_defect $number isolation-broken $surface $what "$why, and it was granted[expr {$value eq "" ? "" : " (0x$value)"}]"
	}
	write_outcome $number $class $surface $what ""
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
			check {[lindex $following 1] ne "-"} "the end of each life was seen"
			write_survivor $number [lindex $following 1] $surface $what
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
		write_survivor $number $outcome $surface $what
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

# Write that the last try ended in a defect.
proc write_last {class evidence} {
	lassign [current_trial] number surface what
	write_defect $number $class $surface $what $evidence
}

# Let the cell make tries from ::hostile_next up to END, in at most LIVES lives.
proc play_lives {seed end surface lives} {
	set words "seed=$seed first=$::hostile_next count=[expr {$end - $::hostile_next}] surface=$surface"
	from_now_on
	try {
		set told [linux "relive hostile /inmates/hostile.bin '$words' $lives $::hostile_patience" \
				-timeout [expr {$lives * ($::hostile_patience + $::hostile_grace)}]]
	} trap {CELLYARD FAIL} message {
		# it is told that a life could not begin, or nothing is told any more
		write_last [expr {[string match "*ended with status*" $message] ? "hypervisor-stopped" :
					"root-lost"}] $message
	}
	check {[regexp {relive: (\d+) lives, (.*)} $told - lived state]} "the lives are told"
	set silent [string match running* $state]
	for {set life [expr {$lived - $silent}]} {$life > 0} {incr life -1} {
		try {
			expect_hv -re $::end_of_life -timeout $::hostile_report_patience
		} trap {CELLYARD FAIL} message {
			write_last silent "its CPU was parked, and nobody said so"
		}
		set ::hostile_next [write_life $::cellyard::passed(hypervisor) $::hostile_next]
	}
	if {$silent} {
		write_last silent "neither an end nor a report"
	}
}

proc play_hostile {} {
	set seed [campaign_parameter SEED 1]
	set ::hostile_next [campaign_parameter FIRST 0]
	set end [expr {$::hostile_next + [campaign_parameter COUNT 60]}]
	set surface [campaign_parameter SURFACE ""]

	open_outcomes
	grant::learn [has_x2apic]
	enable
	start_quiet tick-1
	cell create hostile
	place_canaries hostile
	keep_hypervisor $::hostile_cpu
	keep_constants_of_linux
	set pages [pool_used]
	while {$::hostile_next < $end} {
		set first $::hostile_next
		play_lives $seed $end $surface $::hostile_lives
		check_others [expr {$::hostile_next - 1}] $first
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
