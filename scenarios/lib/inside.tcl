# SPDX-License-Identifier: GPL-2.0-only
#
# Scenarios that the machine plays by itself, so that it does the same each time, to the last
# instruction: see images/rootfs/etc/player. While a scenario is played from outside, its steps are
# noted for that (YARD_INSIDE is "note"). While they are played from inside ("play"), the scenario
# runs beside it, types nothing, and judges by what the consoles show.

namespace eval cellyard::outside {
	# lines for the player
	variable steps {}
	# why it can't be played from inside, or nothing
	variable reason ""
	# a verb is noted as a whole: what it does in there is not
	variable within 0
	# the machine stands still at a place of its steps
	variable held 0
	# whose heartbeat is at an address
	variable heart_of
	array set heart_of {}
}

proc cellyard::outside::quote {text} {
	return '[string map {' '\\''} $text]'
}

proc cellyard::outside::note {step args} {
	variable steps
	variable within

	if {!$within} {
		lappend steps [join [concat [list $step] [lmap word $args {quote $word}]] " "]
	}
}

proc cellyard::outside::impossible {why} {
	variable reason
	variable within

	if {!$within && $reason eq ""} {
		set reason $why
	}
}

# Do it as ever, and note nothing of it.
proc cellyard::outside::whole {command} {
	variable within

	incr within
	try {
		uplevel 1 $command
	} finally {
		incr within -1
	}
}

# Replace a procedure by one of the same arguments, which can go on to what it was: @before@. That
# stays in its namespace, where it finds what it needs.
proc cellyard::outside::replace {name arguments body} {
	rename $name ${name}_before
	proc $name $arguments [string map [list @before@ ${name}_before] $body]
}

# The name of the cell whose heartbeat the scenario has asked for, or nothing.
proc cellyard::outside::cell_at {address} {
	variable heart_of

	return [expr {[info exists heart_of($address)] ? $heart_of($address) : ""}]
}

# ---------------------------------------------------------------- noted

proc cellyard::outside::begin_to_note {} {
	replace ::cellyard::verdict {name text} {
		outside::look_at_root
		outside::write $::env(YARD_RESULTS)
		@before@ $name $text
	}
	# it is ready for everything, as it does not know what has failed
	replace ::cellyard::ask_kernel {} {
		variable panic_expected
		variable root_fault_expected

		outside::look_at_root
		@before@
		set panic_expected 0
		set root_fault_expected 0
	}
	replace ::cellyard::shell {command seconds} {
		if {[regexp {[^[:print:]\n\t]} $command]} {
			outside::impossible "it types what is no text"
		}
		outside::note run $command
		return [@before@ $command $seconds]
	}
	replace ::cellyard::verbs::linux_type {text} {
		cellyard::outside::impossible "it types without waiting for an end (linux_type)"
		@before@ $text
	}
	replace ::cellyard::request {verb {argument ""}} {
		if {$verb in {qmp poke peek fill keep changed}} {
			outside::impossible "it reaches into the machine from outside ($verb)"
		}
		return [@before@ $verb $argument]
	}
	replace ::cellyard::await {name kind patterns seconds {what ""}} {
		if {$name eq "hypervisor"} {
			outside::note_console $kind $patterns
		}
		return [@before@ $name $kind $patterns $seconds $what]
	}
	replace ::cellyard::verbs::while_still {script} {
		# what is let run before it is done has that much time
		cellyard::outside::note /play/mark
		cellyard::outside::note sleep 1
		cellyard::outside::whole [list uplevel 1 [list @before@ $script]]
	}
	replace ::cellyard::verbs::from_now_on {} {
		cellyard::outside::note run "jailhouse console"
		@before@
	}
	replace ::cellyard::verbs::hv_unread {} {
		cellyard::outside::note run "jailhouse console"
		return [@before@]
	}
	replace ::cellyard::watch_counter {address what seconds} {
		set name [outside::cell_at $address]
		if {$name eq ""} {
			outside::impossible "it watches memory from outside (expect_moving)"
		}
		outside::note run "await_ticks $name"
		outside::whole [list @before@ $address $what $seconds]
	}
	replace ::await_state {name state {seconds 120}} {
		cellyard::outside::note run "await_state $name $state"
		cellyard::outside::whole [list @before@ $name $state $seconds]
	}
	replace ::await_true {condition sentence {seconds 120}} {
		cellyard::outside::impossible "it waits for a condition of its own (await_true)"
		uplevel 1 [list @before@ $condition $sentence $seconds]
	}
}

# The texts of one expectation can come in any order; for a regular expression stillness has to do.
proc cellyard::outside::note_console {kind patterns} {
	switch -- $kind {
		-ex {
			foreach text $patterns {
				note await_console $text
			}
		}
		-oneof {
			note await_console {*}[lindex $patterns 0]
		}
		default {
			note await_console
		}
	}
}

# What the scenario said of root Linux.
proc cellyard::outside::look_at_root {} {
	if {$cellyard::panic_expected} {
		impossible "root Linux panics, and nobody is left in the machine to go on"
	}
	if {$cellyard::root_fault_expected} {
		impossible "root Linux is hurt, and would wait for its lost CPU"
	}
}

# The player's script, or the reason why there is none.
proc cellyard::outside::write {folder} {
	variable steps
	variable reason


	set name [expr {$reason eq "" ? "inside.sh" : "outside.txt"}]
	set channel [open [file join $folder $name] w]
	fconfigure $channel -encoding utf-8 -translation lf
	if {$reason eq ""} {
		puts $channel [join [concat {". /etc/player"} $steps {finish}] \n]
	} else {
		puts $channel $reason
	}
	close $channel
}

# ---------------------------------------------------------------- played from inside

proc cellyard::outside::begin_to_watch {} {
	set ::cellyard::seconds_of " of the emulator's CPU time"
	replace ::cellyard::verbs::while_still {script} {
		set ::cellyard::still_at [cellyard::outside::await_hold mark]
		try {
			return [uplevel 1 $script]
		} finally {
			cellyard::outside::let_go
		}
	}
	replace ::cellyard::shell {command seconds} {
		variable passed
		variable prompt

		foreach line [split $command \n] {
			set found [lindex [await linux -re {^[^\n]*\n} $seconds "`$command`"] 0]
			if {$found ne "$line\n"} {
				verdict FAIL "played from inside it goes another way: after what it saw it\
					wants `$line`, and what was noted is `[string trim $found]`"
			}
		}
		set end [lindex [await linux -re [list {\[exit [0-9]+\]}] $seconds \
				 "the end of `$command`"] 0]
		set output [string range $passed(linux) 0 end-[string length $end]]
		regexp {[0-9]+} $end status
		await linux -ex [list $prompt] $seconds
		return [list $status [string trim $output]]
	}
	replace ::cellyard::send_linux {text} {
	}
	replace ::cellyard::ask_kernel {} {
	}
	replace ::cellyard::pump {milliseconds} {
		variable line_of

		if {![array size line_of]} {
			fail "the machine has ended, and this was never seen"
		}
		outside::read_lines [expr {($milliseconds + 999) / 1000}]
		return 1
	}
	replace ::cellyard::drain {} {
		variable line_of

		while {[array size line_of] && [outside::read_lines 0]} {
		}
	}
	replace ::cellyard::verbs::from_now_on {} {
		cellyard::take_until hypervisor [expr {[cellyard::outside::end_of_now] - 1}]
	}
	replace ::cellyard::verbs::hv_unread {} {
		set end [cellyard::outside::end_of_now]
		return [string range $cellyard::unread(hypervisor) 0 [expr {$end - 1}]]
	}
	replace ::cellyard::watch_counter {address what seconds} {
		lassign [shell "await_ticks [outside::cell_at $address]" $seconds] status output
		if {$status != 0} {
			fail $output
		}
	}
	replace ::await_state {name state {seconds 120}} {
		cellyard::expect_failure_of $name $state
		lassign [cellyard::shell "await_state $name $state" $seconds] status output
		if {$status != 0} {
			fail $output
		}
	}
}

# The machine comes to the next place where it stands still for us: the CPU that came there, and how
# many instructions all of them have executed.
proc cellyard::outside::await_hold {kind} {
	variable held

	set deadline [expr {[cellyard::now] + 1000 * $cellyard::default_timeout}]
	while {[set place [cellyard::request held]] eq ""} {
		if {[cellyard::now] > $deadline} {
			cellyard::fail "waited $cellyard::default_timeout s$cellyard::seconds_of for the\
				machine to come to the place where something is done to it"
		}
		if {![array size ::cellyard::line_of]} {
			cellyard::fail "the machine has ended, and something was still to be done to it"
		}
		cellyard::drain
		after 10
	}
	set held 1
	if {[gdb_is_connected]} {
		# it tells by itself that all stand still
		gdb::answer
	}
	if {[lindex $place 2] ne $kind} {
		cellyard::fail "the CPU to which something is to be done does not execute so much in a second"
	}
	return [lrange $place 0 1]
}

proc cellyard::outside::gdb_is_connected {} {
	return [expr {[info commands ::gdb::connected] ne "" && [gdb::connected]}]
}

# It goes on; who has it in gdb has to say so there.
proc cellyard::outside::let_go {} {
	variable held

	set held 0
	if {[gdb_is_connected]} {
		cellyard::request gone
		gdb::send c
	} else {
		cellyard::request go
	}
}

# Let it execute what ORDER says, and stand still again.
proc cellyard::outside::let_run {order} {
	cellyard::request order $order
	let_go
	set ::cellyard::still_at [await_hold order]
}

# The machine is ahead of who watches it: what the console had shown when it came to this step it
# shows itself. How much that is of what is unread here; it may take a moment to get here.
proc cellyard::outside::end_of_now {} {
	upvar #0 cellyard::unread unread

	set shown [lindex [cellyard::shell "jailhouse console" 120] 1]
	set deadline [expr {[clock milliseconds] + 60000}]
	while {![set end [known_until $unread(hypervisor) $shown]] && [clock milliseconds] < $deadline} {
		cellyard::drain
		# an expectation may have taken all of it
		if {[string last [string range $shown end-1999 end] $cellyard::taken(hypervisor)] >= 0} {
			return [known_until $unread(hypervisor) $shown]
		}
		after 20
	}
	return $end
}

# How much of TEXT's beginning is the end of SHOWN, or ends with all of it.
proc cellyard::outside::known_until {text shown} {
	set room [string length $shown]
	for {set end [string length $text]} {$end > 0} {incr end -1} {
		set tail [string range $text [expr {max(0, $end - $room)}] [expr {$end - 1}]]
		if {[string range $shown end-[expr {[string length $tail] - 1}] end] eq $tail} {
			return $end
		}
	}
	return 0
}

# What the machine has written can be read when it is gone; 0 if nothing came within the time.
proc cellyard::outside::read_lines {seconds} {
	upvar #0 cellyard::line_of line_of

	expect {
		-i [array names line_of] -timeout $seconds
		-re .+ {
			cellyard::add $line_of($expect_out(spawn_id)) $expect_out(buffer)
			return 1
		}
		eof {
			set id $expect_out(spawn_id)
			unset line_of($id)
			catch {close -i $id}
			catch {wait -i $id}
			return 1
		}
		timeout {
			return 0
		}
	}
}

cellyard::outside::replace ::heartbeat_of {name} {
	set address [@before@ $name]
	set cellyard::outside::heart_of($address) $name
	return $address
}

switch -- $env(YARD_INSIDE) {
	note {
		cellyard::outside::begin_to_note
	}
	play {
		cellyard::outside::begin_to_watch
	}
}
