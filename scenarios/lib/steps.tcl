# SPDX-License-Identifier: GPL-2.0-only
#
# expect -f steps.tcl: started by `yard shell` when the first step is typed. Evaluates what comes on
# standard input, with the verbs of scenarios; lines that begin with \001 are for yard, all others
# for the user.

set lib [file dirname [info script]]
foreach part {console harness names cellyard} {
	source [file join $lib $part.tcl]
}
set cellyard::helpers [info procs]
foreach part {more arch} {
	source [file join $lib $part.tcl]
}
set cellyard::helpers [lmap name [info procs] {
	if {$name in $cellyard::helpers} {
		continue
	}
	set name
}]
namespace import cellyard::verbs::*

# Where a trial would end somebody wants to go on. The accident is told once.
proc cellyard::verdict {name text} {
	variable panic_expected 1
	variable root_fault_expected 1

	if {$name eq "EOF"} {
		set text "the console `$text` has closed"
	}
	return -code error -errorcode [list CELLYARD $name] $text
}

proc cellyard::tell {word} {
	puts "\001$word"
	flush stdout
}

# What the consoles have shown so far comes again: wait for the end of it, so that an earlier
# command's output is not taken for the next one's.
proc cellyard::meet {} {
	connect
	send_linux "echo met-[pid]\r"
	await linux -re [list "^met-[pid]\n"] 120 "its prompt: end first what runs there"
	settle
}

# What a command printed stands in the shell: its result need not be shown again.
set cellyard::printed ""
trace add execution cellyard::shell leave {apply {{command code result operation} {
	set cellyard::printed [lindex $result 1]
}}}

proc cellyard::evaluate {script} {
	variable printed ""

	set failed [catch {uplevel #0 $script} message options]
	if {$failed && [lrange [dict get $options -errorcode] 0 1] eq {TCL LOOKUP}} {
		append message ": `steps` lists what there is"
	}
	if {$message ne "" && ($failed || $message ne $printed)} {
		puts $message
	}
	tell [expr {$failed ? "wrong" : "done"}]
}

# What can be typed.
proc steps {} {
	set names [concat $::cellyard::helpers [namespace eval ::cellyard::verbs {info procs}]]
	set line ""
	foreach name [lsort -unique $names] {
		if {[string length "$line $name"] > 90} {
			puts $line
			set line ""
		}
		append line [expr {$line eq "" ? "" : " "}] $name
	}
	puts $line
	puts "README.md, \"a scenario\", says what they do; all of Tcl can be used."
}

if {[catch {cellyard::meet} message]} {
	puts $message
	cellyard::tell lost
	exit 1
}
cellyard::tell ready
set script ""
while {[gets stdin line] >= 0} {
	append script $line \n
	if {[info complete $script]} {
		set whole $script
		set script ""
		cellyard::evaluate $whole
	} else {
		cellyard::tell more
	}
}
