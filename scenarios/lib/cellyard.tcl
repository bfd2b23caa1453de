# SPDX-License-Identifier: GPL-2.0-only
#
# The verbs of scenarios. Texts are taken as they stand; `-re` before one makes it a regular
# expression. `-timeout SECONDS` may follow every expectation.

namespace eval cellyard {
	# CPU and number of instructions of all CPUs at which the machine stood still, where they are known
	variable still_at {- -}
	# seconds: no claim depends on it, so that a busy computer is no failure
	variable default_timeout 120
	variable management_timeout 240
	variable machine $::env(YARD_MACHINE)
	variable prompt "cellyard# "
	# something since the prompt was seen
	variable typed 0
}

# What is wrong with an argument is said before it is used: check.tcl finds it before a machine starts.
proc cellyard::need_number {what value} {
	if {![string is wideinteger -strict $value] || $value < 0} {
		error "$what takes a number, and not `$value`"
	}
}

# Split "-name value" options off the end of an argument list. A value that is a number, or a word
# that stands for any, remains one.
proc cellyard::options {given known} {
	array set value $known
	foreach {name setting} $given {
		if {![info exists value($name)]} {
			error "unknown option $name; known are [lsort [array names value]]"
		}
		if {$setting ne "any" || $name eq "-timeout"} {
			need_number $name $setting
		}
		set value($name) $setting
	}
	return [array get value]
}

# Of a verb that knows -refused, and ROOM further words.
proc cellyard::need_few {verb arguments room} {
	set rest [without_flags $arguments]
	if {[llength $rest] > $room || [string match -* [lindex $rest 0]]} {
		error "$verb: unexpected `[lindex $rest end]`; known is -refused"
	}
}

# {-re TEXT options...} or {TEXT options...} into {kind text seconds}
proc cellyard::expectation {arguments} {
	variable default_timeout

	set kind -ex
	if {[lindex $arguments 0] eq "-re"} {
		set kind -re
		set arguments [lrange $arguments 1 end]
	}
	if {[string match "-timeout" [lindex $arguments 0]]} {
		error "the text comes first: EXPECTATION TEXT -timeout SECONDS"
	}
	if {[lindex $arguments 0] eq ""} {
		error "the text that is awaited is missing"
	}
	if {[llength $arguments] > 1 && ![string match -* [lindex $arguments 1]]} {
		error "unexpected `[lindex $arguments 1]` behind the text: known is -timeout SECONDS"
	}
	array set option [options [lrange $arguments 1 end] [list -timeout $default_timeout]]
	return [list $kind [lindex $arguments 0] $option(-timeout)]
}

proc cellyard::send_linux {text} {
	send -i [id_of linux] -- $text
}

# Run a command in the root shell: {status output}.
proc cellyard::shell {command seconds} {
	variable unread
	variable passed
	variable prompt

	drain
	set unread(linux) ""
	# a job of the subshell's, as the interactive shell would tell in some later output that it is done
	if {[string match "*&" $command]} {
		set command "( $command )"
	}
	send_linux "$command; echo \"\[exit \$?\]\"\r"
	set end [lindex [await linux -re [list {\[exit [0-9]+\]}] $seconds \
			 "the end of `$command`"] 0]
	set output [string range $passed(linux) 0 end-[string length $end]]
	regexp {[0-9]+} $end status
	await linux -ex [list $prompt] $seconds "the prompt behind `$command`"
	# the shell's echo of what was typed ends with the first line
	regsub {\A[^\n]*\n} $output "" output
	return [list $status [string trim $output]]
}

# The error number stands before the sentence that explains it: a summary needs both.
proc cellyard::in_one_line {text} {
	return [join [split [string trim $text] \n] "; "]
}

# A step of the lifecycle: a command whose refusal may be what the scenario wants.
proc cellyard::management {command flags} {
	variable management_timeout

	lassign [shell $command $management_timeout] status output
	set refused [expr {"-refused" in $flags}]
	if {$refused && $status == 0} {
		fail "`$command` was granted and should have been refused; it printed: [in_one_line $output]"
	}
	if {!$refused && $status != 0} {
		fail "`$command` ended with status $status; it printed: [in_one_line $output]"
	}
	return $output
}

proc cellyard::without_flags {arguments} {
	return [lsearch -all -inline -not -exact $arguments -refused]
}

namespace eval cellyard::verbs {
	namespace export *
}

# ---------------------------------------------------------------- the story

# Name the step that begins; the live display and the logs show it.
proc cellyard::verbs::step {text} {
	cellyard::request step [cellyard::escape $text]
	cellyard::waits_no_more
}

proc cellyard::verbs::fail {text} {
	cellyard::fail $text
}

proc cellyard::verbs::skip {reason} {
	cellyard::skip $reason
}

# check CONDITION SENTENCE: the claim in Tcl's words.
proc cellyard::verbs::check {condition sentence} {
	incr cellyard::looks
	if {![uplevel 1 [list expr $condition]]} {
		cellyard::fail "$sentence (not true: [uplevel 1 [list subst -nocommands $condition]])"
	}
}

# Name of the machine that the scenario runs on.
proc cellyard::verbs::machine {} {
	return $cellyard::machine
}

# How many CPUs the machine has.
proc cellyard::verbs::cpus {} {
	return $::env(YARD_CPUS)
}

# The range that is kept from Linux for hypervisor and cells: {base size}.
proc cellyard::verbs::reserved {} {
	return [list $::env(YARD_RESERVED_BASE) $::env(YARD_RESERVED_SIZE)]
}

# ---------------------------------------------------------------- root Linux

# The states of a machine, in their order, and what leads to each from the one before it.
set cellyard::states {
	off	{}
	linux	{boot}
	driver	{load_driver}
	enabled	{enable}
	running	{run_cell $::env(YARD_CELL)}
}

# Bring the machine into a state; the harness may have restored it into one already.
proc cellyard::reach {wanted} {
	variable states

	set names [dict keys $states]
	set reached [lsearch -exact $names $::env(YARD_REACHED)]
	set goal [lsearch -exact $names $wanted]
	for {set i 1} {$i <= $goal} {incr i} {
		if {$i > $reached || $i == 1} {
			eval [lindex [dict values $states] $i]
			request reached [lindex $names $i]
		}
	}
}

proc cellyard::run_cell {name} {
	cell create $name
	cell load $name
	cell start $name
}

# What the harness wants of the root shell.
proc cellyard::settle {} {
	variable cell_file

	# a message of the kernel would tear what a command prints; a panic or an oops comes all the same
	linux "echo 1 > /proc/sys/kernel/printk; $cell_file"
	# Linux masks an interrupt that it moves away from a CPU that goes; what is typed at that
	# moment, while something in the background takes CPUs, would make no edge any more
	linux {for n in /proc/irq/*/smp_affinity; do echo 1 > $n; done 2> /dev/null; true}
}

# Wait for the root shell after power-on, or for the prompt of one that was restored.
proc cellyard::verbs::boot {{seconds 300}} {
	step [expr {$::env(YARD_REACHED) eq "off" ? "boot root Linux" : "restore the machine"}]
	cellyard::await linux -ex [list $cellyard::prompt] $seconds "the first prompt"
	cellyard::settle
	cellyard::request step
}

# linux COMMAND ?-status N|any? ?-timeout S?: run it, check how it ended, return what it printed.
proc cellyard::verbs::linux {command args} {
	array set option [cellyard::options $args \
				  [list -status 0 -timeout $cellyard::default_timeout]]
	lassign [cellyard::shell $command $option(-timeout)] status output
	if {$option(-status) ne "any" && $option(-status) != $status} {
		cellyard::fail "`$command` ended with status $status, expected\
			$option(-status); it printed: $output"
	}
	return $output
}

# Type something without waiting for an end.
proc cellyard::verbs::linux_type {text} {
	cellyard::send_linux $text
}

# ---- of stories that were typed by hand and recorded, see harness/cli/story.c

# Nothing is said about what was expected.
proc cellyard::verbs::by_hand {} {
	set cellyard::panic_expected 1
	set cellyard::root_fault_expected 1
	set cellyard::by_hand 1
}

# Wait until the shell has done what was typed last.
proc cellyard::verbs::prompt {} {
	variable ::cellyard::typed

	if {$typed} {
		cellyard::await linux -ex [list $cellyard::prompt] $cellyard::management_timeout \
			"the prompt behind what was typed"
		set typed 0
	}
	incr cellyard::looks
}

proc cellyard::verbs::typed {keys} {
	set cellyard::typed 1
	cellyard::send_linux $keys
}

# What was going on went on for so many milliseconds before somebody typed.
proc cellyard::verbs::pause {milliseconds} {
	set deadline [expr {[clock milliseconds] + $milliseconds}]
	while {[clock milliseconds] < $deadline} {
		cellyard::drain
		after 20
	}
}

# The machine ended then.
proc cellyard::verbs::until_end {} {
	incr cellyard::looks
	set deadline [expr {[clock milliseconds] + 1000 * $cellyard::management_timeout}]
	while {[clock milliseconds] < $deadline} {
		cellyard::pump 1000
	}
	cellyard::fail "the machine goes on, and it had ended when this was recorded"
}

proc cellyard::verbs::expect_linux {args} {
	lassign [cellyard::expectation $args] kind text seconds
	return [lindex [cellyard::await linux $kind [list $text] $seconds] 0]
}

# The subject of the scenario is a panic: don't take it for an accident.
proc cellyard::verbs::expect_panic {{seconds 120}} {
	set cellyard::panic_expected 1
	return [lindex [cellyard::await linux -ex [list "Kernel panic - not syncing"] $seconds] 0]
}

# ---------------------------------------------------------------- the hypervisor's console

# expect_hv ?-re? TEXT ?-timeout S?: wait for it, return what matched.
proc cellyard::verbs::expect_hv {args} {
	return [cellyard::expect_once {*}[cellyard::expectation $args]]
}

proc cellyard::expect_once {kind text seconds {what ""}} {
	return [lindex [await hypervisor $kind [list $text] $seconds $what] 0]
}

# expect_hv_all ?-re? {TEXT...} ?-timeout S?: all of them, in any order.
proc cellyard::verbs::expect_hv_all {args} {
	set second [lindex $args [expr {[lindex $args 0] eq "-re" ? 2 : 1}]]
	if {$second ne "" && ![string match -* $second]} {
		error "expect_hv_all takes all texts as one list, {\"one text\" \"another\"}, and not\
			`$second` behind it"
	}
	lassign [cellyard::expectation $args] kind texts seconds
	return [cellyard::await hypervisor $kind $texts $seconds]
}

# expect_hv_times N ?-re? TEXT ?-timeout S?: N matches, one after the other.
proc cellyard::verbs::expect_hv_times {count args} {
	cellyard::need_number "expect_hv_times" $count
	lassign [cellyard::expectation $args] kind text seconds
	set found {}
	for {set i 1} {$i <= $count} {incr i} {
		lappend found [cellyard::expect_once $kind $text $seconds \
				       "[cellyard::quoted [list $text]], time $i of $count,"]
	}
	return $found
}

# Forget what the console has shown so far: only what comes from now on counts.
proc cellyard::verbs::from_now_on {} {
	cellyard::drain
	cellyard::take_until hypervisor [string length $cellyard::unread(hypervisor)]
}

# What the console has shown and no expectation has taken yet.
proc cellyard::verbs::hv_unread {} {
	cellyard::drain
	return $cellyard::unread(hypervisor)
}

# expect_parked CELL ?-cpu N? ?-timeout S?: returns the CPU.
proc cellyard::verbs::expect_parked {name args} {
	array set option [cellyard::options $args \
				  [list -cpu any -timeout $cellyard::default_timeout]]
	cellyard::need_cell $name
	if {$option(-cpu) ne "any" && $option(-cpu) >= $::env(YARD_CPUS)} {
		error "expect_parked: there is no CPU $option(-cpu); the machine has $::env(YARD_CPUS), from 0"
	}
	set texts {}
	for {set cpu 0} {$cpu < $::env(YARD_CPUS)} {incr cpu} {
		if {$option(-cpu) eq "any" || $option(-cpu) == $cpu} {
			lappend texts "Parking CPU $cpu (Cell: \"$name\")"
		}
	}
	set which [expr {$option(-cpu) eq "any" ? "a CPU" : "CPU $option(-cpu)"}]
	set line [lindex [cellyard::await hypervisor -oneof [list $texts] $option(-timeout) \
				  "$which of cell \"$name\" to be parked"] 0]
	return [scan $line "Parking CPU %d"]
}

# ---------------------------------------------------------------- hypervisor and cells

# Load the driver if it is not there yet.
proc cellyard::verbs::load_driver {} {
	if {[linux {test -e /dev/jailhouse && echo there} -status any] ne "there"} {
		step "load the driver"
		linux "insmod /lib/modules/jailhouse.ko"
	}
}

# enable ?CONFIG? ?-refused?: returns what the command printed.
proc cellyard::verbs::enable {args} {
	cellyard::need_few enable $args 1
	set config [lindex [cellyard::without_flags $args] 0]
	if {$config eq ""} {
		set config "/cells/[machine]/[machine].cell"
	}
	load_driver
	step "enable the hypervisor"
	set output [cellyard::management "jailhouse enable $config" $args]
	if {"-refused" ni $args} {
		expect_hv "Activating hypervisor"
	}
	return $output
}

# disable ?-refused?
proc cellyard::verbs::disable {args} {
	cellyard::need_few disable $args 0
	step "disable the hypervisor"
	set output [cellyard::management "jailhouse disable" $args]
	if {"-refused" ni $args} {
		expect_hv "Shutting down hypervisor"
	}
	return $output
}

# hypervisor check ?-refused?: whether its code, its read-only data and what bounds its cells are what
# was started; returns what the command printed.
proc cellyard::verbs::hypervisor {verb args} {
	if {$verb ne "check"} {
		fail "`hypervisor $verb` does not exist; it is `hypervisor check`"
	}
	cellyard::need_few "hypervisor check" $args 0
	return [cellyard::management "jailhouse hypervisor check" $args]
}

# cell create NAME ?CONFIG?          cell load NAME ?IMAGE? ?-s STRING? ?-a ADDRESS?...
# cell start NAME                    cell shutdown NAME            cell destroy NAME
# Each takes -refused where the refusal is the claim, and returns what the command printed.
proc cellyard::verbs::cell {verb name args} {
	set rest [cellyard::without_flags $args]
	set first [lindex $rest 0]
	set own [expr {$first ne "" && ![string match -* $first]}]
	array set announcement [list create "Created cell \"$name\"" load "" \
					start "Started cell \"$name\"" shutdown "" \
					destroy "Closing cell \"$name\""]
	if {![info exists announcement($verb)]} {
		error "cell $verb: known are create, load, start, shutdown and destroy"
	}
	if {$verb ne "load"} {
		cellyard::need_few "cell $verb" $args [expr {$verb eq "create"}]
	}
	set file ""
	set what $name
	switch $verb {
		create {
			set file [expr {$own ? $first : "/cells/[machine]/$name.cell"}]
			set what $file
		}
		load {
			set file [expr {$own ? $first : "/inmates/$name.bin"}]
			set what [cellyard::load_arguments $name $file \
					  [expr {$own ? [lrange $rest 1 end] : $rest}]]
		}
	}
	# what is refused may be so for its name
	if {"-refused" ni $args} {
		cellyard::need_cell $name
		cellyard::need_configuration $file
		cellyard::need_image $file
	}
	step "cell $verb $name[expr {"-refused" in $args ? {: must be refused} : {}}]"
	set output [cellyard::management "jailhouse cell $verb $what" $args]
	if {"-refused" ni $args && $announcement($verb) ne ""} {
		expect_hv $announcement($verb)
	}
	return $output
}

# Strings of a load can hold blanks: quote them for the guest's shell.
proc cellyard::load_arguments {name image rest} {
	set words [list $name $image]
	foreach word $rest {
		if {![regexp {^[-A-Za-z0-9_./=,:]+$} $word]} {
			set word "'$word'"
		}
		lappend words $word
	}
	return [join $words " "]
}

# A function for the guest's shell: a file of a cell in sysfs, where folders are numbers.
set cellyard::cell_file {cell_file() {\
	f=$(grep -lx "$1" /sys/devices/jailhouse/cells/*/name) && cat "${f%name}$2"; }}

proc cellyard::read_of_cell {name file} {
	variable default_timeout

	lassign [shell "cell_file '$name' $file" $default_timeout] status output
	if {$status == 0} {
		return $output
	}
	set cells [lindex [shell {cat /sys/devices/jailhouse/cells/*/name} $default_timeout] 1]
	if {$name in [split $cells \n]} {
		fail "of cell \"$name\" Linux shows no `$file`: $output"
	}
	fail "there is no cell \"$name\" now, whose `$file` is asked for; there are:\
		[quoted [split $cells \n]]"
}

proc cellyard::verbs::cell_state {name} {
	cellyard::need_cell $name
	return [cellyard::read_of_cell $name state]
}

# cell_counter NAME COUNTER ?CPU?: such as vmexits_total
proc cellyard::verbs::cell_counter {name counter {cpu ""}} {
	cellyard::need_cell $name
	cellyard::need_counter $counter
	return [cellyard::read_of_cell $name \
			"statistics/[expr {$cpu eq "" ? "" : "cpu$cpu/"}]$counter"]
}

# A scenario that asks for the state "failed" speaks of a cell's parking.
proc cellyard::expect_failure_of {name state} {
	if {$state eq "failed"} {
		lappend cellyard::asked $name
	}
}

# expect_state NAME STATE: now, not some time later.
proc cellyard::verbs::expect_state {name state} {
	cellyard::expect_failure_of $name $state
	set found [cell_state $name]
	if {$found ne $state} {
		cellyard::fail "cell \"$name\" is `$found`, expected `$state`"
	}
}

# ---------------------------------------------------------------- the machine from outside

# qmp {"execute": ...}: returns what QEMU answered, as JSON.
proc cellyard::verbs::qmp {command} {
	return [cellyard::request qmp [string map {\n " "} $command]]
}

# Human monitor command, for what QMP lacks.
proc cellyard::verbs::hmp {command} {
	set escaped [string map {\\ \\\\ \" \\\"} $command]
	return [qmp "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"$escaped\"}}"]
}

# while_still SCRIPT: what looks into the machine from outside, or changes something there. When it
# plays a recording by itself it stands still for that, at the same instruction each time.
proc cellyard::verbs::while_still {script} {
	return [uplevel 1 $script]
}

# inject SCRIPT: the same of a fault, of which the last value in SCRIPT says what it was.
proc cellyard::verbs::inject {script} {
	set what [uplevel 1 [list ::cellyard::verbs::while_still $script]]
	cellyard::tell_injected {*}$cellyard::still_at $what
	return $what
}

proc cellyard::verbs::inject_nmi {} {
	qmp {{"execute":"inject-nmi"}}
}

# peek ADDRESS LENGTH: guest-physical memory as hexadecimal digits, two a byte.
proc cellyard::verbs::peek {address length} {
	return [cellyard::request peek "[format 0x%llx $address] $length"]
}

# The little-endian numbers at an address.
proc cellyard::verbs::peek32 {address} {
	binary scan [binary format H* [peek $address 4]] iu value
	return $value
}

proc cellyard::verbs::peek64 {address} {
	binary scan [binary format H* [peek $address 8]] wu value
	return $value
}

# poke ADDRESS HEXDIGITS
proc cellyard::verbs::poke {address bytes} {
	cellyard::request poke "[format 0x%llx $address] $bytes"
}

# For whoever records it.
proc cellyard::tell_injected {cpu instructions what} {
	set channel [open [file join $::env(YARD_RESULTS) injected.tsv] a]
	fconfigure $channel -encoding utf-8 -translation lf
	puts $channel [join [list $cpu $instructions [string map {\n " " \t " "} $what]] \t]
	close $channel
}

# expect_moving ADDRESS ?-timeout S?: the 32-bit counter there changes: something is alive.
proc cellyard::verbs::expect_moving {address args} {
	array set option [cellyard::options $args [list -timeout $cellyard::default_timeout]]
	cellyard::watch_counter $address "the counter" $option(-timeout)
}

proc cellyard::watch_counter {address what seconds} {
	set told 0
	set before [verbs::peek32 $address]
	set deadline [expr {[now] + 1000 * $seconds}]
	while {[verbs::peek32 $address] == $before} {
		if {[now] > $deadline} {
			fail "$what at [format 0x%llx $address] stood still at $before for $seconds s"
		}
		if {!$told} {
			waits_for "$what at [format 0x%llx $address] to move" $seconds
			set told 1
		}
		drain
		after 20
	}
	if {$told} {
		waits_no_more
	}
}
