# SPDX-License-Identifier: GPL-2.0-only
#
# expect -f check.tcl FILE...: which mistakes can be found in scenarios before a machine starts?
# Prints FILE:LINE: SENTENCE for each. Nothing of a scenario is executed: Tcl compiles the commands,
# and the compiled code shows where its syntax is broken and which commands it would call. The verbs
# are then called with the arguments that stand there, in an interpreter where whatever would reach a
# machine ends the call: what they say before that is wrong with their arguments. This is done for
# each machine that the scenario is for. What stands under a condition may be meant for some of them:
# there it is a mistake only if all say so.

source [file join [file dirname [info script]] names.tcl]

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
	global found conditional
	lappend found [list $line $conditional $sentence]
}

# Whether the command at FROM of the code stands in another one that may leave it out.
proc left_out {code from} {
	foreach command [dict get $code commands] {
		dict with command {
			if {$scriptfrom < $from && $from < $scriptto &&
			    [regexp {^(if|switch|while|expr)\s} $script]} {
				return 1
			}
		}
	}
	return 0
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
	set quoted [regexp {^"(.*)"$} $word - word]
	if {[string first \$ $word] < 0 && [only_pure $word]} {
		if {![catch {stage eval [list subst $word]} value]} {
			return $value
		}
	}
	return $::unknown
}

# Commands that depend on nothing but the machine.
set pure {demo machine cpus on_arm has_x2apic ram_of heartbeat_of hypervisor_base reserved violation
	literal tick_counter demo_farewell dump_lines expr format lindex}

proc only_pure {word} {
	foreach {- name} [regexp -all -inline {\[\s*([^\s\]]*)} $word] {
		if {$name ni $::pure} {
			return 0
		}
	}
	return 1
}

# A procedure of which no more than its arguments is known.
proc declare {name arguments} {
	stage eval [list namespace eval [namespace qualifiers ::$name] {}]
	stage eval [list proc $name $arguments {return -code error -errorcode STAGE}]
}

# What a machine tells of itself.
proc environment_of {machine} {
	set arch [cellyard::machine_words $machine arch]
	lassign [cellyard::machine_words $machine reserved] base size
	set cpus [cellyard::machine_words $machine cpus]
	return [list YARD_MACHINE $machine YARD_ARCH [expr {$arch eq "" ? "x86" : $arch}] \
			YARD_CPUS [expr {$cpus eq "" ? 4 : $cpus}] \
			YARD_RESERVED_BASE [expr {$base eq "" ? 0 : $base}] \
			YARD_RESERVED_SIZE 0x1000000 YARD_REACHED off YARD_CELL ""]
}

# The library without a machine. What reaches for one, and what takes parts of the scenario itself,
# goes no further.
proc set_stage {machine} {
	global stage_now

	set stage_now on_$machine
	set there [interp exists $stage_now]
	if {!$there} {
		interp create $stage_now
	}
	# one for all interpreters
	stage eval [list array set env [environment_of $machine]]
	if {$there} {
		return
	}
	foreach part [glob -directory [file dirname [info script]] *.tcl] {
		if {[file tail $part] in {console.tcl harness.tcl names.tcl cellyard.tcl more.tcl arch.tcl}} {
			stage eval [list source $part]
		} else {
			declare_all [file_text $part]
		}
	}
	foreach name {cell linux enable step} {
		go_on_after $name
	}
	stage eval {namespace import cellyard::verbs::*}
	foreach name {connect request send_linux shell await pump drain verdict fail skip ask_kernel} {
		declare cellyard::$name args
	}
	declare cellyard::verbs::check {condition sentence}
	declare cellyard::verbs::inject {script}
	declare cellyard::verbs::while_still {script}
	declare await_true {condition sentence {seconds 120}}
}

# The library as it stands on the machine that is looked at.
proc stage {args} {
	return [$::stage_now {*}$args]
}

# Without the procedures NAMES of a scenario; those of the library that it has replaced are gone.
proc clear_stage {names} {
	global known stage_now

	foreach name $names {
		if {$name in $known} {
			interp delete $stage_now
			return
		}
		catch {stage eval [list rename $name ""]}
	}
}

# A verb that others of the library begin with: let them get to what comes behind it.
proc go_on_after {name} {
	stage eval [format {
		namespace eval cellyard::verbs {
			rename %1$s only_%1$s
			proc %1$s {%2$s} {
				try {only_%1$s %3$s} trap STAGE {} {}
			}
		}
	} $name [stage eval [list info args cellyard::verbs::$name]] \
		[join [lmap argument [stage eval [list info args cellyard::verbs::$name]] {
			set argument [expr {$argument eq "args" ? {{*}$args} : "\$$argument"}]
		}]]]
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
	global unknown conditional
	set inherited $conditional
	foreach command [dict get $code commands] {
		set conditional [expr {$inherited || [left_out $code [dict get $command scriptfrom]]}]
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
	set conditional $inherited
}

# Arguments that are conditions or scripts, which Tcl compiles when it gets there.
proc check_arguments {code line} {
	global conditional
	set inherited $conditional
	set conditional 1
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
	set conditional $inherited
}

# What would be taken for the end of the story, with the rest of it left unplayed.
proc report_ends {code line names} {
	foreach command [dict get $code commands] {
		set name [lindex [split [dict get $command script] " \t\n;"] 0]
		if {$name in $names} {
			mistake [expr {$line + [lines_before [dict get $code script] [dict get $command scriptfrom]]}] \
				"`$name` would end the story, and what stands below it would not be played: a story ends with its last line, or with `skip` and `fail`"
		}
	}
}

# TEXT begins at LINE of the file. As the body of a procedure it is compiled as deep as can be. ENDS are
# commands that end all.
proc check_script {text line {ends exit}} {
	proc subject {} $text
	if {[catch {tcl::unsupported::getbytecode proc subject} code]} {
		return
	}
	report_syntax $code $line
	report_unknown $code $line
	report_ends $code $line $ends
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
			check_script $command $start {exit return}
			set command ""
			set start $line
		}
	}
	if {$command ne ""} {
		mistake $start "this command has no end: a brace, bracket or quote remains open"
	}
}

# TEXT, and what it takes from the library: files that it names, procedures that it calls. Tables
# beside the scenario belong to it.
proc text_played {text} {
	global library_text library_bodies path

	dict for {name whole} $library_text {
		if {[regexp "lib $name\\M" $text]} {
			append text $whole
		}
	}
	foreach table [glob -nocomplain -directory [file dirname $path] *.tsv] {
		if {[regexp "\\m[lindex [split [file tail $table] .-] 0]\\M.*\\.tsv" $text]} {
			append text [file_text $table]
		}
	}
	set taken {}
	for {set more $text} {$more ne ""} {append text $more} {
		set words [words_in $more]
		set more ""
		dict for {name body} $library_bodies {
			if {[dict exists $words $name] && ![dict exists $taken $name]} {
				dict set taken $name 1
				append more \n $body
			}
		}
	}
	return $text
}

# The names in TEXT, as keys.
proc words_in {text} {
	set words {}
	foreach word [regexp -all -inline {[-\w]+} $text] {
		dict set words $word 1
	}
	return $words
}

# By its name, or by one of which a part is computed, such as link-$n.
proc speaks_of {text words name} {
	if {$name eq {[demo]}} {
		return [regexp {\mdemo\M|start_demo|load_demo} $text]
	}
	if {[dict exists $words $name]} {
		return 1
	}
	foreach word [regexp -all -inline {[-\w]*\w-\$\w+[-\w]*} $text] {
		if {[string match [regsub -all {\$\w+} $word *] $name]} {
			return 1
		}
	}
	return 0
}

# In which line of the head a word stands.
proc line_in_head {text key word} {
	set lines [split $text \n]
	set at [lsearch -glob $lines "# $key:*"]
	while {[string first $word [lindex $lines $at]] < 0 && $at < [llength $lines]} {
		incr at
	}
	return [expr {$at + 1}]
}

# What the head says of cells and inmates, compared with the machine and with what is PLAYED.
proc check_needs {text played machine} {
	set words [words_in $played]
	set known [dict create \
		cell [cellyard::configurations_of $machine] inmate [cellyard::inmates_of $machine]]
	foreach need [cellyard::head_words $text needs] {
		if {![regexp {^(cell|inmate):(.*)$} $need - kind name]} {
			continue
		}
		set line [line_in_head $text needs $need]
		set there [dict get $known $kind]
		if {$name ne {[demo]} && $there ne "" && $name ni $there} {
			mistake $line "`needs:` names `$need`, and $machine has no such $kind"
		} elseif {![speaks_of $played $words $name]} {
			mistake $line "`needs:` names `$need`, and the story does not use it"
		}
	}
}

# Machines that differ in nothing that can be seen here are one.
proc kinds_of {machines} {
	set seen {}
	foreach machine $machines {
		set own [lsearch -all -inline -not -exact [lsort [cellyard::configurations_of $machine]] $machine]
		dict append seen [list [cellyard::machine_words $machine arch] \
				[cellyard::machine_words $machine cpus] $own] "$machine "
	}
	return [lmap list [dict values $seen] {lindex $list 0}]
}

# The mistakes of one for one machine: {line conditional sentence}
proc mistakes_on {machine text played} {
	global found conditional known

	set found {}
	set conditional 0
	set of_all $known
	set own [procedures $text]
	lappend known {*}$own
	set_stage $machine
	stage eval [list set cellyard::needs [cellyard::needs_of $text $machine]]
	declare_all $text
	check_needs $text $played $machine
	check_file $text
	set known $of_all
	clear_stage $own
	return $found
}

# Those that are mistakes on any machine, and those that are on all; LISTS has one of each machine.
proc joined {lists} {
	set all {}
	foreach list $lists {
		foreach mistake $list {
			lassign $mistake line conditional sentence
			set agree [lmap other $lists {
				if {[lsearch -exact -integer -index 0 $other $line] < 0} {
					continue
				}
				set line
			}]
			if {![dict exists $all $line] &&
			    (!$conditional || [llength $agree] == [llength $lists])} {
				dict set all $line $sentence
			}
		}
	}
	return $all
}

set library_text {}
set library_bodies {}
foreach part [glob -directory [file dirname [info script]] *.tcl] {
	set text [file_text $part]
	dict set library_text [file tail $part] $text
	if {[file tail $part] in {more.tcl arch.tcl}} {
		foreach body [lrange [split [string map {"\nproc " "\x01"} $text] \x01] 1 end] {
			set name [lindex [split $body] 0]
			# which has a list of all cells
			if {$name ne "ram_of"} {
				lappend library_bodies $name $body
			}
		}
	}
}
foreach path $argv {
	set text [file_text $path]
	set machines [kinds_of [cellyard::machines_meant [cellyard::head_words $text machines]]]
	regexp {\A(?:#[^\n]*\n)*(.*)\Z} $text - story
	set played [text_played $story]
	set lists [lmap machine [expr {$machines eq "" ? "stage" : $machines}] {
		mistakes_on $machine $text $played
	}]
	foreach {line sentence} [lsort -stride 2 -integer [joined $lists]] {
		puts "$path:$line: $sentence"
	}
}
