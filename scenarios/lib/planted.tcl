# SPDX-License-Identifier: GPL-2.0-only
#
# Plays trials of a campaign against a hypervisor that is broken on purpose (faultinject/planted):
# what the campaign makes of it is what the scenario looks at.

# Is a campaign under way? Its verdict is not the scenario's then.
set planted_plays 0

rename cellyard::verdict_told cellyard::verdict_ends
proc cellyard::verdict_told {name text} {
	if {$::planted_plays} {
		return -code error -errorcode {PLANTED END} "$name: $text"
	}
	verdict_ends $name $text
}

# Put the binary that has FAULT in the place of the real one, in this machine alone.
proc plant {fault} {
	set ::planted_fault $fault
	step "a hypervisor with a planted fault: $fault"
	linux "cp /planted/$fault.bin /lib/firmware/[expr {[on_arm] ? "jailhouse.bin" : "jailhouse-amd.bin"}]"
}

# Let a campaign come to its end, which must be a defect.
proc play_to_defect {play} {
	set ::planted_plays 1
	set ended [catch {uplevel #0 $play} message options]
	set ::planted_plays 0
	check {$ended} "the campaign did not go on behind the fault"
	if {[dict get $options -errorcode] ne {PLANTED END} &&
	    [lrange [dict get $options -errorcode] 0 1] ne {CELLYARD FAIL}} {
		return -options $options $message
	}
	# the campaign's, and not this scenario's
	set cellyard::failures {}
	lappend cellyard::asked hostile fault-demo
	close $::outcomes_file
}

# What the campaign wrote down, as lists of number, class, surface, what, evidence.
proc outcomes_found {} {
	set channel [open [file join $::env(YARD_RESULTS) outcomes.tsv]]
	set lines [split [string trimright [read $channel] \n] \n]
	close $channel
	return [lmap line $lines {split $line \t}]
}

# PLAY, a campaign, ends with CLASS, and with EVIDENCE (a pattern).
proc expect_defect {class evidence play} {
	play_to_defect $play
	set outcomes [outcomes_found]
	lassign [lindex $outcomes end] number found surface what why
	step "found: $found, $surface: $what; $why"
	check {$found eq $class} "the class is $class"
	check {[string match $evidence $why]} "the evidence is there"
	foreach outcome [lrange $outcomes 0 end-1] {
		check {[lindex $outcome 1] in {granted refused contained masked detected}} "nothing else is wrong"
	}
}

# So it does with a hypervisor that has FAULT.
proc expect_found {fault class evidence play} {
	plant $fault
	expect_defect $class $evidence $play
	set shown $cellyard::taken(hypervisor)$cellyard::unread(hypervisor)
	check {[string first "BROKEN ON PURPOSE ($fault)" $shown] >= 0} "what ran says what it is"
}

# The tries of a hostile cell that leave its memory: the fault needs one. Each life is given LIFE seconds,
# the report of its end REPORT.
proc play_trespasses {{life 60} {report 60}} {
	set ::hostile_patience $life
	set ::hostile_report_patience $report
	set ::hostile_lives 1
	array set ::env {YARD_SEED 1 YARD_FIRST 0 YARD_COUNT 8 YARD_SURFACE memory}
	play_hostile
}

# COUNT tries of a hostile cell on one surface.
proc play_tries {surface count} {
	array set ::env [list YARD_SEED 1 YARD_FIRST 0 YARD_COUNT $count YARD_SURFACE $surface]
	play_hostile
}

# A bit flips in the victim's stage-2 tables: the page in which its heart beats is gone. Its silence is
# awaited for SECONDS.
proc play_astray {seconds} {
	set ::flip_patience [expr {1000 * $seconds}]
	proc draw_stage2 {} {
		foreach place [entries_below {*}[stage2_root]] {
			lassign $place address level
			if {$level == 0 && ([peek64 $address] & $::entry_address) == [ram_of $::flip_victim]} {
				return [fault stage2 "bit 0 of its first page" [list set_table_bit $address 0 0]]
			}
		}
	}
	# while the cell works
	proc draw_moment {seed number surface} {
		return ""
	}
	array set ::env {YARD_SEED 1 YARD_FIRST 0 YARD_COUNT 1 YARD_SURFACE stage2}
	play_flips
}
