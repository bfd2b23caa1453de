# SPDX-License-Identifier: GPL-2.0-only
#
# Plays tries of the hostile inmate and writes to outcomes.tsv what became of each. The classes:
# granted and refused (the cell goes on), contained (its CPU is parked, with a report), silent (it
# says nothing any more and no report tells why), root-lost, hypervisor-stopped, machine-died, and
# isolation-broken (something changed that is not the cell's). All but the first three are defects.
#
# `yard inject` says what is played: YARD_SEED, YARD_FIRST, YARD_COUNT, YARD_SURFACE.

proc hostile_parameter {name default} {
	return [expr {[info exists ::env(YARD_$name)] ? $::env(YARD_$name) : $default}]
}

# What others have must stay: addresses of canaries.
proc canaries {} {
	# behind tick-1's program, behind the link's last section, and in memory of nobody
	return [list [expr {[ram_of tick-1] + 0x80000}] [expr {[ram_of hostile] + 0x184000}] \
			[expr {[ram_of hostile] + 0x1ff000}]]
}

proc place_canaries {} {
	foreach address [canaries] {
		poke $address [string repeat 5aa5 2048]
	}
}

proc canaries_live {} {
	foreach address [canaries] {
		if {[peek $address 4096] ne [string repeat 5aa5 2048]} {
			return 0
		}
	}
	return 1
}

proc write_outcome {number class surface what evidence} {
	dict incr ::hostile_classes [list $surface $class]
	puts $::hostile_outcomes [join [list $number $class $surface $what \
						[string map {\n " " \t " "} $evidence]] \t]
	flush $::hostile_outcomes
}

# A defect ends the trial.
proc write_defect {number class surface what evidence} {
	write_outcome $number $class $surface $what $evidence
	fail "try $number ended as `$class`: $surface: $what; $evidence"
}

# The tries that one life of the cell announced: lists of number, what became of the one before,
# surface, and what is tried.
proc announced_tries {text} {
	return [lmap {- number before surface what} \
			[regexp -all -inline -line {^HOSTILE (\d+) (\S+) (\S+): (.*)$} $text] {
		list $number $before $surface $what
	}]
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

# Whether others are as they were; NUMBER was the last try.
proc check_others {number} {
	try {
		expect_ticking tick-1
		check {[canaries_live]} "the canaries in memory of others are as they were"
	} trap {CELLYARD FAIL} message {
		write_defect $number isolation-broken - - $message
	}
}

proc check_all {number pages} {
	try {
		expect_state tick-1 "running"
		expect_cpus 2
		check {[pool_used] == $pages} "no page of the hypervisor was lost"
		check {[string match "*are what was started*" [linux {jailhouse hypervisor check}]]} \
			"the hypervisor's code and constants are what was started"
	} trap {CELLYARD FAIL} message {
		write_defect $number isolation-broken - - $message
	}
}

# When the root cell or the machine is lost, that is told before the trial ends.
rename cellyard::verdict cellyard::verdict_told
proc cellyard::verdict {name text} {
	if {$name in {CRASH EOF} && [info exists ::hostile_first]} {
		variable unread
		set seen $unread(hypervisor)
		lassign [lindex [announced_tries $seen] end] number before surface what
		if {$number eq ""} {
			lassign [list $::hostile_first - - -] number before surface what
		}
		write_outcome $number [expr {$name eq "EOF" ? "machine-died" : \
			[string match "*Stopping CPU*" $text] ? "hypervisor-stopped" : "root-lost"}] \
			$surface $what $text
	}
	verdict_told $name $text
}

proc show_classes {} {
	set shown {}
	dict for {key count} $::hostile_classes {
		lappend shown "[join $key /] $count"
	}
	step "outcomes: [join [lsort $shown] {, }]"
}

proc play_hostile {} {
	set seed [hostile_parameter SEED 1]
	set next [hostile_parameter FIRST 0]
	set end [expr {$next + [hostile_parameter COUNT 60]}]
	set surface [hostile_parameter SURFACE ""]

	set ::hostile_classes [dict create]
	set ::hostile_outcomes [open [file join $::env(YARD_RESULTS) outcomes.tsv] w]
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
	check_all [expr {$next - 1}] $pages
	# in this order: QEMU's local APIC never forgets that a register was read which it does not have,
	# and Linux starts no CPU from one whose APIC shows an error
	cell destroy tick-1
	cell destroy hostile
	disable
	expect_cpus 4
}
