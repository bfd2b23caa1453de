# SPDX-License-Identifier: GPL-2.0-only
#
# What campaigns of injected faults have in common: trials have a number, and outcomes.tsv tells what
# became of each. The classes:
#   granted, refused   what was tried was done, or denied, and the victim goes on
#   masked             the victim goes on as if nothing had been
#   noticed            the victim's program found out and said so
#   contained          the victim's CPU is parked, with a report
#   detected           nothing came of it, or nothing was reported; the hypervisor says so when asked
#                      (its evidence begins with what it would have been: [silent] or [masked])
#   silent             the victim is dead and nothing was reported
#   root-lost          Linux, or one of its CPUs, is gone
#   hypervisor-stopped the hypervisor gave up, refuses its work, or went down with the machine: a reset, a power-off
#   machine-died       the emulator failed; its last words are the evidence
#   untried            nothing was found that the machine could be given: counted apart
#   isolation-broken   something changed that is not the victim's
# A scenario says with `current_trial` which one is under way: number, surface, what; or nothing.
#
# `yard inject` says what is played: YARD_SEED, YARD_FIRST, YARD_COUNT, YARD_SURFACE.

source [file join [file dirname [info script]] kept.tcl]

proc campaign_parameter {name default} {
	return [expr {[info exists ::env(YARD_$name)] ? $::env(YARD_$name) : $default}]
}

proc write_outcome {number class surface what evidence} {
	if {$number eq [dict get $::outcome_last number]} {
		lassign [take_back_outcome $surface $what] surface what before
		append evidence "; it had ended as `$before`"
	}
	set ::outcome_last [dict create number $number class $class surface $surface what $what \
				    begin [tell $::outcomes_file]]
	dict incr ::outcome_classes [list $surface $class]
	puts $::outcomes_file [join [list $number $class $surface $what \
						[string map {\n " " \t " "} $evidence]] \t]
	flush $::outcomes_file
}

# A trial has one outcome. What comes later is worse, and takes the place of the line before. Returns
# surface and what was tried, also where they are not known any more, and the class that it had.
proc take_back_outcome {surface what} {
	set last $::outcome_last
	seek $::outcomes_file [dict get $last begin]
	chan truncate $::outcomes_file
	set key [list [dict get $last surface] [dict get $last class]]
	dict incr ::outcome_classes $key -1
	if {[dict get $::outcome_classes $key] == 0} {
		dict unset ::outcome_classes $key
	}
	return [list [expr {$surface eq "-" ? [dict get $last surface] : $surface}] \
			[expr {$what eq "-" ? [dict get $last what] : $what}] [dict get $last class]]
}

# A defect ends the trial.
proc write_defect {number class surface what evidence} {
	write_outcome $number $class $surface $what $evidence
	fail "try $number ended as `$class`: $surface: $what; $evidence"
}

# Whether others are as they were; NUMBER was the last try, FIRST the one since which nobody has looked.
proc check_others {number {first ""}} {
	try {
		expect_ticking tick-1
		set changed [while_still {what_changed}]
		if {$changed ne ""} {
			fail $changed
		}
	} trap {CELLYARD FAIL} message {
		if {$first ne "" && $first != $number} {
			append message "; it was one of the tries $first to $number"
		}
		write_defect $number isolation-broken - - $message
	}
}

# At the end of a campaign, with CPUS left to Linux and PAGES in use.
proc check_all {number cpus pages} {
	try {
		expect_state tick-1 "running"
		expect_cpus $cpus
		check {[pool_used] == $pages} "no page of the hypervisor was lost"
		hypervisor check
	} trap {CELLYARD FAIL} message {
		write_defect $number isolation-broken - - $message
	}
}

# How the machine ended: the harness knows a moment after the consoles have closed.
proc death {} {
	set deadline [expr {[clock milliseconds] + 120000}]
	while {[clock milliseconds] < $deadline} {
		if {[catch {cellyard::request alive} sentence]} {
			return [string map {"alive: " ""} $sentence]
		}
		after 50
	}
	return "its consoles closed; the emulator did not end"
}

# A reset or a power-off comes from what runs in the machine. An emulator that fails is no outcome of that.
proc class_of_death {sentence} {
	switch -glob -- $sentence {
		"root Linux panicked*" {
			return root-lost
		}
		"the machine ended by itself*" {
			return hypervisor-stopped
		}
	}
	return machine-died
}

# When the root cell or the machine is lost, that is told before the trial ends.
rename cellyard::verdict cellyard::verdict_told
proc cellyard::verdict {name text} {
	if {$name in {CRASH EOF} && [set trial [current_trial]] ne ""} {
		lassign $trial number surface what
		if {$name eq "EOF"} {
			set why [death]
			write_outcome $number [class_of_death $why] $surface $what $why
		} else {
			write_outcome $number [expr {[string match "*Stopping CPU*" $text] ? \
				"hypervisor-stopped" : "root-lost"}] $surface $what $text
		}
	}
	verdict_told $name $text
}

proc open_outcomes {{path ""}} {
	set ::outcome_classes [dict create]
	set ::outcome_last {number ""}
	set ::outcomes_file [open [expr {$path ne "" ? $path : [file join $::env(YARD_RESULTS) outcomes.tsv]}] w]
}

proc show_classes {} {
	set shown {}
	dict for {key count} $::outcome_classes {
		lappend shown "[join $key /] $count"
	}
	step "outcomes: [join [lsort $shown] {, }]"
}
