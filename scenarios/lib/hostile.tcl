# SPDX-License-Identifier: GPL-2.0-only
#
# Plays tries of the hostile inmate and says of each what became of it. The classes: granted and
# refused (the cell goes on), contained (its CPU is parked, with a report), silent (it says nothing
# any more and no report tells why), and, of others, root-lost and isolation-broken.
#
# `yard inject` sets what is played: YARD_SEED, YARD_FIRST, YARD_COUNT, YARD_SURFACE.

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

# One line of the table of outcomes.
proc note_outcome {number class surface what evidence} {
	dict incr ::hostile_classes [list $surface $class]
	puts $::hostile_outcomes [join [list $number $class $surface $what $evidence] \t]
	flush $::hostile_outcomes
	if {$class ni {granted refused contained}} {
		fail "try $number ended as `$class`: $surface: $what; $evidence"
	}
}

# From what one life of the cell printed: every try but the last came back. Returns the last.
proc note_tries {text} {
	set last ""
	foreach {- number before surface what} \
			[regexp -all -inline -line {^HOSTILE (\d+) (\S+) (\S+): (.*)$} $text] {
		if {$last ne ""} {
			note_outcome {*}[linsert $last 1 $before] ""
		}
		set last [list $number $surface $what]
	}
	return $last
}

# Let the cell make tries from FIRST on until it ends; returns the number of the next one.
proc play_life {seed first count surface} {
	cell load hostile -s "seed=$seed first=$first count=$count surface=$surface" -a 0x1000
	from_now_on
	cell start hostile
	set text ""
	if {[catch {
		expect_hv -re {HOSTILE end (granted|refused)\n|Parking CPU 3 \(Cell: "hostile"\)} -timeout 60
	} message]} {
		set last [note_tries $::cellyard::unread(hypervisor)]
		note_outcome {*}[linsert $last 1 silent] $message
	}
	set text $::cellyard::passed(hypervisor)
	set last [note_tries $text]
	if {[regexp {HOSTILE end (\S+)} $text - outcome]} {
		note_outcome {*}[linsert $last 1 $outcome] ""
		await_state hostile "shut down"
	} else {
		set report [regexp -inline -line {^(FATAL|Unhandled).*$} $text]
		note_outcome {*}[linsert $last 1 [expr {$report eq "" ? "silent" : "contained"}]] \
			[lindex $report 0]
		await_state hostile "failed"
	}
	return [expr {[lindex $last 0] + 1}]
}

proc check_others {number} {
	expect_ticking tick-1
	if {![canaries_live]} {
		note_outcome $number isolation-broken - - "a canary has changed"
	}
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
	set end [expr {$next + [hostile_parameter COUNT 120]}]
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
	close $::hostile_outcomes
	show_classes
	step "nobody else noticed"
	expect_state tick-1 "running"
	expect_cpus 2
	check {[pool_used] == $pages} "no page of the hypervisor was lost"
	check {[string match "*are what was started*" [linux {jailhouse hypervisor check}]]} \
		"the hypervisor's code and constants are what was started"
	cell destroy hostile
	cell destroy tick-1
	disable
	expect_cpus 4
}
