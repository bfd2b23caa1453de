# SPDX-License-Identifier: GPL-2.0-only
#
# Plays trials of the guest's program `mismanage`, which creates and destroys tick-2 and tick-3, or
# enables and disables, and writes to outcomes.tsv what became of each. A management call that never
# ends is silent; what cannot be taken back is isolation-broken.

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
	if {[regexp {^(granted|refused|untried)} $end class]} {
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
		if {$class ni {granted refused untried}} {
			write_defect $number $class $surface $what $end
		}
		write_outcome $number $class $surface $what [string range $end 8 end]
	}
	check {$next > $first} "a trial was told: $text"
	return $next
}

# Make trials from FIRST to before END, of a surface or of a group of them.
proc mismanage {first end surfaces} {
	set count [expr {$end - $first}]
	step "trials from $first on: $surfaces"
	set seed [campaign_parameter SEED 1]
	# for `yard inject --minimize`
	set kept [campaign_parameter KEPT ""]
	set command "mismanage /cells/[machine] $seed $first $count $surfaces"
	if {$kept ne ""} {
		set command "MISMANAGE_KEPT=$kept $command"
	}
	return [write_trials [linux $command -status any -timeout [expr {$count * 130}]] $first]
}

# Of a campaign, or as many as scenarios play: calls PLAY with first and end of blocks of trials, none
# of which is longer than SIZE or spans a multiple of it.
proc in_blocks {size count play} {
	set next [campaign_parameter FIRST 0]
	set last [expr {$next + [campaign_parameter COUNT $count]}]
	while {$next < $last} {
		set next [{*}$play $next [expr {min($last, ($next / $size + 1) * $size)}]]
	}
	show_classes
	return [expr {$next - 1}]
}

# ---------------------------------------------------------------- an enabled hypervisor

proc begin_watched {{victims {}}} {
	enable
	start_quiet tick-1
	place_canaries $victims
}

proc end_watched {} {
	cell destroy tick-1
	disable
	expect_cpus 4
}

proc play_live {surfaces first end} {
	set next [mismanage $first $end $surfaces]
	check_others [expr {$next - 1}] $first
	return $next
}

proc play_mismanagement {} {
	open_outcomes
	begin_watched
	set pages [pool_used]
	set surface [campaign_parameter SURFACE ""]
	set last [in_blocks 24 18 [list play_live [expr {$surface eq "" ? "live" : $surface}]]]
	step "nobody else noticed"
	check_all $last 3 $pages
	end_watched
}

# ---------------------------------------------------------------- one that is not enabled yet

proc play_start {surfaces first end} {
	set next [mismanage $first $end $surfaces]
	expect_cpus 4
	return $next
}

# What the trials did is over: a cell lives, and nothing was lost.
proc expect_good_start {last pages} {
	step "the right order"
	begin_watched
	check_all $last 3 $pages
	end_watched
}

proc play_mismanaged_start {} {
	open_outcomes
	begin_watched
	set pages [pool_used]
	end_watched
	set surface [campaign_parameter SURFACE ""]
	set last [in_blocks 24 14 [list play_start [expr {$surface eq "" ? "start" : $surface}]]]
	expect_good_start $last $pages
}

# ---------------------------------------------------------------- mutated configurations

# In turn systems, with Linux alone, and cells, beside tick-1.
proc play_mutants {size first end} {
	set surface [campaign_parameter SURFACE [lindex {system cell} [expr {$first / $size % 2}]]]
	if {$surface eq ""} {
		set surface [lindex {system cell} [expr {$first / $size % 2}]]
	}
	if {$surface eq "system"} {
		return [play_start system $first $end]
	}
	begin_watched anyone
	set next [play_live $surface $first $end]
	end_watched
	return $next
}

proc play_misconfiguration {} {
	open_outcomes
	begin_watched anyone
	set pages [pool_used]
	end_watched
	set size 16
	set last [in_blocks $size [rounds [expr {$size + $size / 2}] [expr {2 * $size}]] [list play_mutants $size]]
	expect_good_start $last $pages
}

# ---------------------------------------------------------------- a panic of root Linux

# One trial, as Linux is gone then.
proc play_panic {} {
	open_outcomes
	set number [campaign_parameter FIRST 0]
	linux {echo 0 > /proc/sys/kernel/panic}
	begin_watched
	from_now_on
	set cellyard::panic_expected 1
	linux_type "mismanage /cells/[machine] [campaign_parameter SEED 1] $number 1 panic\r"
	set what [expect_linux -re {MISMANAGE \d+ panic: [^\n]*}]
	expect_panic
	expect_linux "end Kernel panic - not syncing"
	step "tick-1 does not notice"
	check_others $number
	check_others $number
	set said [hv_unread]
	if {[regexp {(?:FATAL|Parking|Stopping|Unhandled)[^\n]*} $said odd]} {
		write_defect $number isolation-broken panic $what $odd
	}
	write_outcome $number granted panic [regsub {.*panic: } $what ""] "its neighbour ticks on"
	show_classes
}
