# SPDX-License-Identifier: GPL-2.0-only
#
# expect -f check.tcl FILE...: which mistakes can be found in scenarios before a machine starts?
# Prints FILE:LINE: SENTENCE for each. Nothing of a scenario is executed: Tcl compiles the commands,
# and the compiled code shows where its syntax is broken and which commands it would call. The verbs
# are then called with the arguments that stand there, in an interpreter where whatever would reach a
# machine ends the call: what they say before that is wrong with their arguments.

# Names that are procedures of FILE, without their namespaces.
proc procedures {text} {
	return [lmap {- name} [regexp -all -inline -line {^\s*proc\s+(\S+)} $text] {
		namespace tail $name
	}]
}

proc file_text {path} {
	set channel [open $path]
	fconfigure $channel -encoding utf-8
	set text [read $channel]
	close $channel
	return $text
}

set known {}
foreach part [glob -directory [file dirname [info script]] *.tcl] {
	lappend known {*}[procedures [file_text $part]]
}

# How many lines of TEXT end before OFFSET.
proc lines_before {text offset} {
	return [regexp -all \n [string range $text 0 $offset-1]]
}

proc mistake {line sentence} {
	global path mistakes
	lappend mistakes "$path:$line: $sentence"
}

# The code pushes message and options, then says `syntax`. Options hold what was being read.
proc report_syntax {code line} {
	set pushed {}
	dict for {at instruction} [dict get $code instructions] {
		if {[regexp {^push\d+ @(\d+)} $instruction - literal]} {
			set pushed [list [lindex $pushed end] [lindex [dict get $code literals] $literal]]
		}
		if {[lindex $instruction 0] ne "syntax"} {
			continue
		}
		lassign $pushed message options
		set script [dict get $code script]
		set from 0
		foreach command [dict get $code commands] {
			if {[dict get $command codefrom] <= $at} {
				set from [dict get $command scriptfrom]
			}
		}
		if {[regexp {while executing\n"(.*?)(\.\.\.)?"} [dict get $options -errorinfo] - piece]} {
			set from [expr {max($from, [string first $piece $script])}]
		}
		mistake [expr {$line + [lines_before $script $from]}] \
			[string map {\n " "} [string map {_@_ ""} $message]]
	}
}

# Commands of ours and of Tcl; those whose names are computed can't be known.
proc report_unknown {code line} {
	global known
	foreach command [dict get $code commands] {
		set name [regexp -inline {^[A-Za-z_][-\w:]*(?=\s|$|;)} [dict get $command script]]
		if {$name eq "" || [namespace tail $name] in $known || [info commands ::$name] ne ""} {
			continue
		}
		mistake [expr {$line + [lines_before [dict get $code script] [dict get $command scriptfrom]]}] \
			"there is no verb `$name`: README.md lists them"
	}
}

# Stands for an argument that only the play knows: a number, in which a complaint about it shows.
set unknown 918273645

# The words of a command as they will be seen by it, or nothing where that can't be said.
proc words_of {script} {
	global unknown
	set words {}
	set word ""
	foreach piece [split [string map {\\\n " "} $script] " \t\n"] {
		append word [expr {$word eq "" ? "" : " "}] $piece
		if {![info complete $word] || [regexp {\\$|\$[\w:]+\([^)]*$} $word]} {
			continue
		}
		if {[string match {{\*}*} $word]} {
			return {}
		}
		if {$word ne ""} {
			lappend words [value_of $word]
		}
		set word ""
	}
	return [expr {$word eq "" ? $words : {}}]
}

proc value_of {word} {
	if {[string match \{* $word]} {
		return [lindex $word 0]
	}
	if {[regexp {[[$]} $word]} {
		return $::unknown
	}
	return [subst -nocommands -novariables [string trim $word \"]]
}

# A procedure of which no more than its arguments is known.
proc declare {name arguments} {
	stage eval [list namespace eval [namespace qualifiers ::$name] {}]
	stage eval [list proc $name $arguments {return -code error -errorcode STAGE}]
}

# The library without a machine. What reaches for one, and what takes parts of the scenario itself,
# goes no further.
proc set_stage {} {
	interp create stage
	stage eval {
		array set env {YARD_MACHINE stage YARD_ARCH x86 YARD_CPUS 4 YARD_RESERVED_BASE 0
			YARD_RESERVED_SIZE 0x1000000 YARD_REACHED off YARD_CELL ""}
	}
	foreach part [glob -directory [file dirname [info script]] *.tcl] {
		if {[file tail $part] in {console.tcl harness.tcl cellyard.tcl more.tcl arch.tcl}} {
			stage eval [list source $part]
		} else {
			declare_all [file_text $part]
		}
	}
	stage eval {namespace import cellyard::verbs::*}
	foreach name {connect request send_linux shell await pump drain verdict fail skip ask_kernel} {
		declare cellyard::$name args
	}
	declare cellyard::verbs::check {condition sentence}
	declare await_true {condition sentence {seconds 120}}
}

# The procedures of TEXT, which may have several of a name.
proc declare_all {text} {
	array set seen {}
	foreach {- name arguments} [regexp -all -inline -line {^\s*proc\s+(\S+)\s+(\{.*\}|\S+)\s+\{} $text] {
		declare $name [expr {[info exists seen($name)] ? "args" : [lindex $arguments 0]}]
		set seen($name) 1
	}
}

# What a verb says of its arguments where they don't suit it.
proc report_arguments {code line} {
	global unknown
	foreach command [dict get $code commands] {
		set words [words_of [string trimright [dict get $command script] "; \t\n"]]
		set name [lindex $words 0]
		if {$name eq "" || [stage eval [list info procs $name]] eq "" ||
		    ![catch {stage eval $words} message options] ||
		    [dict get $options -errorcode] eq "STAGE" || [string match *$unknown* $message]} {
			continue
		}
		mistake [expr {$line + [lines_before [dict get $code script] [dict get $command scriptfrom]]}] \
			[string map {\n " "} $message]
	}
}

# Arguments that are conditions or scripts, which Tcl compiles when it gets there.
proc check_arguments {code line} {
	foreach command [dict get $code commands] {
		set script [dict get $command script]
		if {[catch {lindex $script 0} name]} {
			continue
		}
		set at [expr {$line + [lines_before [dict get $code script] [dict get $command scriptfrom]]}]
		switch -- $name {
			proc {
				set body [lindex $script 3]
				check_script $body [expr {$at + [lines_before $script [string first $body $script]]}]
			}
			check - await_true {
				check_script "expr {[lindex $script 1]}" $at
			}
		}
	}
}

# TEXT begins at LINE of the file. As the body of a procedure it is compiled as deep as can be.
proc check_script {text line} {
	proc subject {} $text
	if {[catch {tcl::unsupported::getbytecode proc subject} code]} {
		return
	}
	report_syntax $code $line
	report_unknown $code $line
	report_arguments $code $line
	check_arguments $code $line
}

# Command by command: a brace that is missing then does not hide the commands before it.
proc check_file {text} {
	set line 1
	set start 1
	set command ""
	foreach next [split $text \n] {
		append command $next \n
		incr line
		if {[info complete $command]} {
			check_script $command $start
			set command ""
			set start $line
		}
	}
	if {$command ne ""} {
		mistake $start "this command has no end: a brace, bracket or quote remains open"
	}
}

foreach path $argv {
	set mistakes {}
	set text [file_text $path]
	set of_all $known
	lappend known {*}[procedures $text]
	set_stage
	declare_all $text
	check_file $text
	interp delete stage
	set known $of_all
	foreach line [lsort -unique -dictionary $mistakes] {
		puts $line
	}
}
