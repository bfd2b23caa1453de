# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A page that a cell may no longer read, by an entry of its second-stage tables that changed, ends in a
#   report and never in silence, whatever the page holds: code, data, stack, vectors, translation tables.
# machines: svm arm64
# needs: cell:fault-demo inmate:victim cell:tick-1 inmate:fault
# tags: isolation fault
# timeout: 600

source [file join [file dirname [info script]] lib flips.tcl]

# Of the entry for a page: S2AP[0] on ARM; on x86, where pages that are there can be read, that it is a user's.
proc draw_stage2 {} {
	set number [lindex [current_trial] 0]
	set bit [expr {[on_arm] ? 6 : 2}]
	if {![info exists ::stage2_entries]} {
		set ::stage2_entries [entries_below {*}[stage2_root]]
	}
	foreach place $::stage2_entries {
		lassign $place address level
		if {$level == 0 && ([peek64 $address] & $::entry_address) == [ram_of $::flip_victim] + 0x1000 * $number} {
			return [fault stage2 "page $number cannot be read" [list set_table_bit $address $bit 0] \
					[list restore_bit $address $bit 1] forget_translations]
		}
	}
	error "page $number has no entry"
}

# the pages that the victim stands on are among them
# none is to be silent: however slow the computer is, that is awaited
set flip_patience 60000
array set env {YARD_SEED 1 YARD_FIRST 0 YARD_COUNT 12 YARD_SURFACE stage2}
play_flips
set ended {}
dict for {key count} $outcome_classes {
	dict incr ended [lindex $key 1] $count
}
foreach class [dict keys $ended] {
	check {$class in {contained masked}} "each page was caught, or not used"
}
check {[dict get $ended contained] >= 4} "several were caught"
