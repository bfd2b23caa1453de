# SPDX-License-Identifier: GPL-2.0-only
#
# Plays trials of the guest's program `mismanage`, which creates and destroys tick-2 and tick-3, and
# writes to outcomes.tsv what became of each. A management call that never ends is silent; what cannot
# be taken back is isolation-broken.

source [file join [file dirname [info script]] outcomes.tcl]

# The trials that TEXT tells: lists of number, surface, what, and what became of it ("" if nothing).
proc told_trials {text} {
	return [lmap {- number surface what end} \
			[regexp -all -inline -line {^MISMANAGE (\d+) (\w+): (.*?)(?: -> (.*))?$} $text] {
		list $number $surface $what $end
	}]
}

proc current_trial {} {
	return [lrange [lindex [told_trials $::cellyard::unread(linux)] end] 0 2]
}

proc class_of {end} {
	if {[regexp {^(granted|refused)} $end class]} {
		return $class
	}
	return [expr {$end in {hang ""} ? "silent" : "isolation-broken"}]
}

# Write what became of trials from FIRST on; returns the number of the next one.
proc write_trials {text first} {
	set next $first
	foreach trial [told_trials $text] {
		lassign $trial number surface what end
		check {$number == $next} "each trial is told"
		incr next
		set class [class_of $end]
		if {$class ni {granted refused}} {
			write_defect $number $class $surface $what $end
		}
		write_outcome $number $class $surface $what [string range $end 8 end]
	}
	check {$next > $first} "a trial was told"
	return $next
}

proc play_mismanagement {} {
	set seed [campaign_parameter SEED 1]
	set next [campaign_parameter FIRST 0]
	set end [expr {$next + [campaign_parameter COUNT 16]}]
	set surface [campaign_parameter SURFACE ""]

	open_outcomes
	enable
	start_quiet tick-1
	place_canaries
	set pages [pool_used]
	while {$next < $end} {
		set count [expr {min($end - $next, 25)}]
		step "trials from $next on"
		set text [linux "mismanage /cells/[machine] $seed $next $count $surface" -status any \
				  -timeout [expr {$count * 130}]]
		set next [write_trials $text $next]
		check_others [expr {$next - 1}]
	}
	show_classes
	step "nobody else noticed"
	check_all [expr {$next - 1}] 3 $pages
	cell destroy tick-1
	disable
	expect_cpus 4
}
