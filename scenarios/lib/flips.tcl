# SPDX-License-Identifier: GPL-2.0-only
#
# Flips bits of emulated hardware, one a trial, in what a cell is made of, at a moment of chance, and
# writes to outcomes.tsv what became of it. The victim works in the cell fault-demo. Where bits flip
# says surfaces.tcl, and moments.tcl when they do so while the cell is managed.

source [file join [file dirname [info script]] outcomes.tcl]
source [file join [file dirname [info script]] gdb.tcl]
source [file join [file dirname [info script]] surfaces.tcl]
source [file join [file dirname [info script]] silence.tcl]
source [file join [file dirname [info script]] moments.tcl]

set flip_victim fault-demo
set flip_cpu 2
# heartbeats that the victim must live through, and how long a dead one is waited for, in milliseconds
set flip_beats 4
set flip_patience 10000
# how long Linux may take to answer when it may be what was hit, in seconds
set flip_root_patience 20

# ---------------------------------------------------------------- drawing

# The generator known as SplitMix64, anew for each trial.
proc draw_from {seed number} {
	set ::flip_state [expr {$seed * 0x9e3779b9 ^ $number << 20}]
	draw_below 2
}

proc draw_below {limit} {
	set mask 0xffffffffffffffff
	set z [set ::flip_state [expr {($::flip_state + 0x9e3779b97f4a7c15) & $mask}]]
	set z [expr {(($z ^ ($z >> 30)) * 0xbf58476d1ce4e5b9) & $mask}]
	set z [expr {(($z ^ ($z >> 27)) * 0x94d049bb133111eb) & $mask}]
	return [expr {($z ^ ($z >> 31)) % $limit}]
}

proc draw_of {list} {
	return [lindex $list [draw_below [llength $list]]]
}

# ---------------------------------------------------------------- what became of it

proc victim_beats {} {
	return [peek64 [heartbeat_of $::flip_victim]]
}

proc report_in {text} {
	return [lindex [regexp -inline -line {^(?:FATAL|Unhandled).*$} $text] 0]
}

# How often the CPU of a cell was parked.
proc parked_in {text} {
	return [regexp -all "Parking CPU \\d+ \\(Cell: \"$::flip_victim\"\\)\n" $text]
}

# What the consoles say about the victim: class and evidence, or nothing.
proc victim_said {text} {
	if {[parked_in $text]} {
		set report [report_in $text]
		return [expr {$report eq "" ? [list silent "parked without a report"] :
			[list contained $report]}]
	}
	if {[regexp -line {^(?:VICTIM: |--- EXCEPTION).*\n.*\n|^VICTIM: .*\n} $text line]} {
		return [list noticed [string trim $line]]
	}
	return ""
}

# Whether it is played for a recording, or from one: what is done then must not depend on when it is seen.
proc recorded {} {
	return [expr {[info exists ::env(YARD_INSIDE)] && $::env(YARD_INSIDE) ne ""}]
}

# The same of a victim that has a time of the machine's own.
proc watch_recorded {} {
	while_still {
		set before [victim_beats]
	}
	linux {sleep 3}
	while_still {
		set moved [expr {[victim_beats] - $before}]
	}
	if {[set said [victim_said [hv_unread]]] ne ""} {
		return $said
	}
	return [list [expr {$moved >= $::flip_beats ? "masked" : "silent"}] ""]
}

# Returns class and evidence.
proc watch_victim {} {
	if {[recorded]} {
		return [watch_recorded]
	}
	set last [victim_beats]
	set since [cellyard::now]
	set moved 0
	while {$moved < $::flip_beats} {
		# before the looks, so that one is taken however late we are
		set late [expr {[cellyard::now] > $since + $::flip_patience}]
		if {[set said [victim_said [hv_unread]]] ne ""} {
			return $said
		}
		after 5
		set now [victim_beats]
		if {$now != $last} {
			incr moved
			set last $now
			set since [cellyard::now]
		} elseif {$late} {
			return [list silent [why_silent]]
		}
	}
	return [list masked ""]
}

# ---------------------------------------------------------------- the campaign

proc flip_surfaces {} {
	set all [concat $::surfaces_of_cell $::surfaces_apart]
	set wanted [campaign_parameter SURFACE ""]
	switch -- $wanted {
		"" {
			return $::surfaces_of_cell
		}
		apart {
			return $::surfaces_apart
		}
	}
	check {$wanted in $all} "there is the surface $wanted; known are $all"
	return [list $wanted]
}

proc current_trial {} {
	return [expr {[info exists ::flip_current] ? $::flip_current : ""}]
}

proc load_victim {} {
	cell load $::flip_victim /inmates/victim.bin
}

proc start_victim {} {
	from_now_on
	cell start $::flip_victim
	expect_hv "VICTIM works"
	expect_ticking $::flip_victim
}

proc surface_of {number surfaces} {
	return [lindex $surfaces [expr {$number % [llength $surfaces]}]]
}

# A fault can show when its trial is over, as that of an address that was still in the TLB: another one
# needs a victim that lives.
proc have_living_victim {} {
	if {![recorded] && [victim_said [hv_unread]] ne ""} {
		load_victim
		start_victim
	}
}

# Draw a fault and begin with it; where that is not possible, as its CPU sleeps, draw another one.
# Returns it, or nothing when none could be applied.
proc apply_fault {seed number surfaces} {
	set surface [surface_of $number $surfaces]
	draw_from $seed $number
	for {set n 1} {1} {incr n} {
		try {
			set ::flip_current [list $number $surface -]
			have_living_victim
			from_now_on
			inject {
				set fault [draw_$surface]
				set ::flip_current [list $number $surface [dict get $fault what]]
				gdb::let_pass $::flip_cpu [draw_below 30]
				eval [dict get $fault apply]
				dict get $fault what
			}
			return $fault
		} trap NONE {message} {
			gdb::go
			if {$n == 4} {
				write_outcome $number untried $surface "no fault could be applied" $message
				return ""
			}
		}
	}
}

# The victim lives afterwards, or the campaign ends. What becomes of it in a recording may be another
# thing each time that one is made: its steps are the same then.
proc revive_victim {number class fault} {
	if {[recorded]} {
		while_still {
			eval [dict get $fault undo]
		}
		return
	}
	# of a CPU that was parked the hypervisor has put it right; that is the state of one that waits now
	set is_right [expr {[dict get $fault surface] eq "control" && $class in {contained detected}}]
	try {
		if {$class ne "masked"} {
			load_victim
		}
		if {!$is_right} {
			eval [dict get $fault undo]
		}
		if {$class ne "masked"} {
			start_victim
		}
		eval [dict get $fault heal]
	} trap {CELLYARD FAIL} message {
		write_defect $number hypervisor-stopped [dict get $fault surface] \
			[dict get $fault what] $message
	}
}

# What the hypervisor says when it is asked, unless all is as it was set up. It may have been asked
# to wake the victim up.
proc asked {{seconds 120}} {
	if {$::said_when_woken ne ""} {
		set said $::said_when_woken
		set ::said_when_woken ""
	} else {
		set said [linux {TERM=dumb jailhouse hypervisor check} -status any -timeout $seconds]
	}
	return [expr {[string match "*are what was started*" $said] ? "" : $said}]
}

# What the hypervisor found when it was asked, with the class that it would have remained without that.
proc found_out {class evidence} {
	return [list detected "\[$class\] $evidence"]
}

# A victim whose CPU nobody can take back must be the only one that is not managed any more.
proc manage_others {number fault} {
	try {
		cell destroy tick-1
		expect_cpus 3
	} trap {CELLYARD FAIL} message {
		write_defect $number hypervisor-stopped [dict get $fault surface] [dict get $fault what] $message
	}
}

# What the hypervisor says to it: class, evidence, and whether the victim's CPU is lost to it.
proc judge_flip {class evidence} {
	set said [asked]
	# who does not even answer was not found out, but lost
	set lost [string match "*did not respond*" $said]
	if {$lost || ($said ne "" && $class in {masked silent})} {
		set evidence [string trim "[without_cause $evidence]; $said" "; "]
		if {$lost} {
			set class silent
			set evidence "[why_deaf]$evidence"
		} else {
			lassign [found_out $class $evidence] class evidence
		}
	} elseif {$class eq "contained" && [parked_in [hv_unread]] > 1} {
		set class hypervisor-stopped
		set evidence "its CPU is not parked, but reports again: $evidence"
	}
	return [list $class $evidence $lost]
}

# One trial with the cell as victim. Returns whether the machine can be used for another one.
proc play_flip {seed number surfaces} {
	set moment [draw_moment $seed $number [surface_of $number $surfaces]]
	if {$moment ne ""} {
		return [play_managed $seed $number [surface_of $number $surfaces] $moment]
	}
	set fault [apply_fault $seed $number $surfaces]
	if {$fault eq ""} {
		load_victim
		start_victim
		return 1
	}
	try {
		lassign [judge_flip {*}[watch_victim]] class evidence lost
	} trap {CELLYARD FAIL} message {
		write_defect $number root-lost [dict get $fault surface] [dict get $fault what] $message
	}
	set evidence [string trim "$evidence; [while_still {own_damage $::flip_victim}]" "; "]
	write_outcome $number $class [dict get $fault surface] [dict get $fault what] $evidence
	linux :
	check_others $number
	if {$lost} {
		manage_others $number $fault
	} else {
		revive_victim $number $class $fault
	}
	return [expr {!$lost}]
}

# What became of root Linux and of the hypervisor, when the victim's end was CLASS. Losses of which
# the console tells end the trial by themselves.
proc watch_all {class evidence} {
	try {
		set said [asked $::flip_root_patience]
		expect_moving [heartbeat_of tick-1] -timeout $::flip_root_patience
	} trap {CELLYARD FAIL} message {
		return [list silent "Linux or another cell, without a report: $message"]
	}
	if {$class in {masked silent} && $said ne ""} {
		return [found_out $class $said]
	}
	return [list $class $evidence]
}

# One trial with a victim that has nobody to contain it; returns whether the machine is as before.
proc play_flip_apart {seed number surfaces} {
	set fault [apply_fault $seed $number $surfaces]
	if {$fault eq ""} {
		return 0
	}
	lassign [watch_all {*}[watch_victim]] class evidence
	check_others $number
	write_outcome $number $class [dict get $fault surface] [dict get $fault what] $evidence
	if {$class ni {masked detected} || [dict get $fault undo] eq ""} {
		return 0
	}
	eval [dict get $fault undo]
	eval [dict get $fault heal]
	return [expr {[lindex [watch_all {*}[watch_victim]] 0] eq "masked"}]
}

# From FIRST on, as far as the machine lasts: what follows is played on another one.
proc play_apart {seed first end surfaces} {
	set cellyard::default_timeout $::flip_root_patience
	for {set number $first} {$number < $end} {incr number} {
		if {![play_flip_apart $seed $number $surfaces]} {
			break
		}
	}
	show_classes
}

proc begin_flips {} {
	open_outcomes
	enable
	start_quiet tick-1
	cell create $::flip_victim
	# each of its ends is an outcome
	cellyard::expect_failure_of $::flip_victim failed
	load_victim
	start_victim
	while_still {
		place_canaries $::flip_victim
		place_own_canary $::flip_victim
	}
}

# A recording may be played with another hypervisor than this one's ELF file is of.
proc keep_others {} {
	if {![recorded]} {
		keep_hypervisor $::flip_cpu
		keep_constants_of_linux
		note_healthy
	}
}

proc play_flips {} {
	set seed [campaign_parameter SEED 1]
	set first [campaign_parameter FIRST 0]
	set end [expr {$first + [campaign_parameter COUNT 9]}]
	set surfaces [flip_surfaces]

	begin_flips
	if {[lindex $surfaces 0] in $::surfaces_apart} {
		play_apart $seed $first $end $surfaces
		return
	}
	check {![recorded] || $end == $first + 1} "a recording is of one trial: YARD_COUNT=1"
	check {![recorded] || [draw_moment $seed $first [surface_of $first $surfaces]] eq ""} \
		"a recording is of a trial while the cell works: trial $first is of its management"
	keep_others
	set pages [pool_used]
	for {set number $first} {$number < $end} {incr number} {
		if {![play_flip $seed $number $surfaces]} {
			# nobody can take its CPU back: what follows is played on another machine
			show_classes
			return
		}
	}
	show_classes
	step "nobody else noticed"
	check_all [expr {$end - 1}] 2 $pages
	cell destroy tick-1
	cell destroy $::flip_victim
	disable
	expect_cpus 4
}
