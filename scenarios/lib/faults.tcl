# SPDX-License-Identifier: GPL-2.0-only
#
# Plays the rows of faults.tsv. Each row is played in a cell of its own while another cell and Linux
# go on, and the cell must be of use again: for the next row, and, after each row in a full run and
# else after every fourth and the last one of a cell, for a program that ticks.

set fault_table [file join [file dirname [info script]] .. \
			 [expr {$::env(YARD_ARCH) eq "x86" ? "faults.tsv" : "faults-$::env(YARD_ARCH).tsv"}]]

# All rows of the table as dictionaries.
proc read_fault_table {} {
	global fault_table
	set columns {group cell parameters message hint dump state parked}
	set channel [open $fault_table]
	set rows {}
	foreach line [split [string map [list @MACHINE@ [machine]] [string trim [read $channel]]] \n] {
		if {[string match "#*" $line] || $line eq ""} {
			continue
		}
		set fields [split $line \t]
		if {[llength $fields] != [llength $columns]} {
			error "faults.tsv: [llength $fields] columns, expected [llength $columns]: $line"
		}
		set row {}
		foreach column $columns field $fields {
			dict set row $column $field
		}
		lappend rows $row
	}
	close $channel
	return $rows
}

# A row without patterns is of all machines.
proc is_of_this_machine {patterns} {
	foreach pattern $patterns {
		if {[string match $pattern [machine]]} {
			return 1
		}
	}
	return [expr {$patterns eq ""}]
}

# Those of a group that are meant for this machine, in the order of the table: one for each fault.
proc fault_rows {group} {
	set rows {}
	foreach row [read_fault_table] {
		set patterns [lassign [dict get $row group] name]
		if {$name ne $group} {
			continue
		}
		set fault "[dict get $row cell] [dict get $row parameters]"
		dict incr outcomes $fault [is_of_this_machine $patterns]
		if {[is_of_this_machine $patterns]} {
			lappend rows $row
		}
	}
	if {$rows eq ""} {
		error "faults.tsv has no row of group $group"
	}
	dict for {fault count} $outcomes {
		if {$count != 1} {
			error "faults.tsv: $count rows say what becomes of \"$fault\" on [machine], expected one"
		}
	}
	return $rows
}

# The program would say so.
proc expect_no_failure {text} {
	if {[regexp {SURVIVED|: FAILED} $text]} {
		fail "the fault had no effect: $text"
	}
}

proc expect_fault_message {row} {
	dict with row {
		regexp {^fault=(\S+)} $parameters - name
		expect_hv "About to: $name"
		if {$hint eq "-"} {
			set texts [split [string map {" || " \n} $message] \n]
			if {$message ne "-"} {
				expect_hv -re [join [lmap text $texts {literal $text}] |]
				expect_no_failure $cellyard::passed(hypervisor)
			}
			return
		}
		set found [expect_hv -re "[literal $message]\[^\\n\]*\\n(hint: )?\[^\\n\]*\\n"]
		if {![string match "*\nhint: *[string map {* \\* ? \\? \[ \\\[} $hint]*" $found]} {
			fail "no hint with \"$hint\" directly behind the message, but: $found"
		}
	}
}

proc expect_fault_end {row} {
	dict with row {
		if {$dump eq "yes"} {
			foreach line [dump_lines] {
				expect_hv -re $line
			}
		}
		if {$parked eq "yes"} {
			expect_parked $cell -cpu 2
		}
		if {$state eq "any"} {
			cellyard::expect_failure_of $cell failed
		} else {
			await_state $cell $state
		}
		set failed [linux "cat [folder_of $cell]/cpus_failed_list"]
		if {$parked ne "any" && $failed ne ($parked eq "yes" ? "2" : "")} {
			fail "CPUs of the cell that failed are \"$failed\""
		}
		set rest [hv_unread]
		if {$parked eq "no" && [regexp {FATAL:|Parking CPU} $rest line]} {
			fail "no CPU should have been parked, but the console says $line"
		}
		expect_no_failure $rest
	}
}

# The cell is good for another program.
proc expect_restart {name} {
	cell load $name /inmates/fault.bin
	from_now_on
	cell start $name
	expect_hv "fault=list shows the names"
	expect_ticking $name
	expect_state $name "running"
	if {[linux "cat [folder_of $name]/cpus_failed_list"] ne ""} {
		fail "a failed CPU is still listed after the restart"
	}
}

proc play_fault {row restart} {
	set name [dict get $row cell]

	cell load $name /inmates/fault.bin -s [dict get $row parameters] -a 0x1000
	from_now_on
	cell start $name
	expect_fault_message $row
	expect_fault_end $row

	step "the other cell and Linux do not notice"
	expect_ticking tick-1
	expect_state tick-1 "running"
	expect_cpus 2
	if {$restart} {
		expect_restart $name
	}
}

proc play_faults {group} {
	enable
	start_quiet tick-1
	set current ""
	set failures {}
	set stride [rounds 4 1]
	set rows [fault_rows $group]
	set number 0
	foreach row $rows following [lrange $rows 1 end] {
		set name [dict get $row cell]
		if {$name ne $current} {
			if {$current ne ""} {
				cell destroy $current
			}
			cell create $name
			set current $name
		}
		incr number
		set last_of_cell [expr {$following eq "" || [dict get $following cell] ne $name}]
		set restart [expr {$last_of_cell || $number % $stride == 0}]
		step "row: $name [dict get $row parameters]"
		if {[catch {play_fault $row $restart} message options]} {
			if {[lindex [dict get $options -errorcode] 0] ne "CELLYARD"} {
				return -options $options $message
			}
			lappend failures "row \"[dict get $row parameters]\": $message"
			if {[llength $failures] == 4} {
				break
			}
		}
	}
	if {$failures ne ""} {
		fail [join $failures "\n"]
	}
	step "all is handed back"
	cell destroy $current
	cell destroy tick-1
	expect_cpus 4
	disable
	expect_cpus 4
}
