# SPDX-License-Identifier: GPL-2.0-only
#
# The two serial lines: what came and was not looked at yet, and waiting for more. A match takes
# away everything up to its end, so that each expectation looks at what came after the one before.

namespace eval cellyard {
	variable unread
	array set unread {hypervisor "" linux ""}
	# what the last match took away
	variable passed
	array set passed {hypervisor "" linux ""}
	# all that matches took away, the most recent of it
	variable taken
	array set taken {hypervisor "" linux ""}
	variable line_of
	array set line_of {}
	variable title
	array set title {hypervisor "the hypervisor console" linux "the root Linux shell"}
	# how often a scenario has looked at what became of something
	variable looks 0
	# cells of which a CPU was parked, and those of which the scenario expects it
	variable parked {}
	variable asked {}
	# whoever typed the story by hand said nothing of what he expects
	variable by_hand 0
	# what seconds are counted of, where that is not the clock on the wall
	variable seconds_of ""
	# set by a scenario whose subject is a panic
	variable panic_expected 0
	# set by a scenario whose subject is a fault of the root cell or of the hypervisor
	variable root_fault_expected 0
}

proc cellyard::open_line {name socket} {
	variable line_of
	global env stty_init

	set stty_init {raw -echo}
	log_user 0
	spawn -noecho $env(YARD_RELAY) $socket
	match_max -i $spawn_id 65536
	set line_of($spawn_id) $name
}

proc cellyard::id_of {name} {
	variable line_of

	foreach id [array names line_of] {
		if {$line_of($id) eq $name} {
			return $id
		}
	}
}

# Carriage returns and terminal escapes are of no interest to scenarios.
proc cellyard::add {name bytes} {
	variable unread

	append unread($name) [string map {"\r" ""} $bytes]
	if {[string first "\x1b" $unread($name)] >= 0} {
		regsub -all {\x1b\[[0-9;?]*[@-~]} $unread($name) "" unread($name)
	}
	if {$name eq "linux"} {
		look_for_panic
	} else {
		look_for_lost_root
	}
}

proc cellyard::look_for_panic {} {
	variable unread
	variable panic_expected

	if {!$panic_expected &&
	    [regexp {Kernel panic - not syncing[^\n]*\n} $unread(linux) line]} {
		verdict CRASH "root Linux panicked: [string trim $line]"
	}
}

# A CPU of root Linux that is parked, or a hypervisor that stops: nothing will go on after that, so
# don't wait for the time-out. The first FATAL line is the cause; others often follow from it.
proc cellyard::look_for_lost_root {} {
	variable unread
	variable root_fault_expected
	variable machine

	if {!$root_fault_expected &&
	    [regexp [format {(Parking CPU [0-9]+ \(Cell: "%s"\)|Stopping CPU [0-9]+)[^\n]*\n} \
			     $machine] $unread(hypervisor) line]} {
		# the rest of the report, and what other CPUs say at the same time
		set root_fault_expected 1
		set deadline [expr {[clock milliseconds] + 3000}]
		while {[clock milliseconds] < $deadline && [pump 1000]} {
		}
		set cause ""
		regexp {FATAL:[^\n]*(\nhint:[^\n]*)?} $unread(hypervisor) cause
		verdict CRASH "the root cell was lost: [string trim $line]\n$cause"
	}
}

# Read what comes within the time, in milliseconds; 0 if nothing came.
proc cellyard::pump {milliseconds} {
	variable line_of

	set seconds [expr {($milliseconds + 999) / 1000}]
	expect {
		-i [array names line_of] -timeout $seconds
		-re .+ {
			add $line_of($expect_out(spawn_id)) $expect_out(buffer)
			return 1
		}
		eof {
			verdict EOF $line_of($expect_out(spawn_id))
		}
		timeout {
			return 0
		}
	}
}

# Take in what has come already, without waiting.
proc cellyard::drain {} {
	variable line_of

	expect {
		-i [array names line_of] -timeout 0
		-re .+ {
			add $line_of($expect_out(spawn_id)) $expect_out(buffer)
			exp_continue
		}
		eof {
			verdict EOF $line_of($expect_out(spawn_id))
		}
		timeout {
		}
	}
}

# Where PATTERN matches: {first last}, or empty. The kind is -ex (as it stands), -re, or -oneof (a
# list of texts as they stand).
proc cellyard::find {kind pattern text} {
	switch -- $kind {
		-re {
			if {[regexp -indices -line -- $pattern $text where]} {
				return $where
			}
		}
		-ex {
			set first [string first $pattern $text]
			if {$first >= 0} {
				return [list $first [expr {$first + [string length $pattern] - 1}]]
			}
		}
		-oneof {
			foreach one $pattern {
				set where [find -ex $one $text]
				if {$where ne ""} {
					return $where
				}
			}
		}
	}
	return ""
}

proc cellyard::cells_parked {text} {
	set cells {}
	foreach {line cell} [regexp -all -inline {Parking CPU \d+ \(Cell: "([^"\n]*)"} $text] {
		lappend cells $cell
	}
	return $cells
}

# A cell that was parked and of which the scenario did not speak, or nothing. The root cell is
# looked after by look_for_lost_root.
proc cellyard::parked_unasked {} {
	variable unread
	variable parked
	variable by_hand
	variable asked
	variable machine

	if {$by_hand} {
		return ""
	}
	foreach cell [concat $parked [cells_parked $unread(hypervisor)]] {
		if {$cell ne $machine && $cell ni $asked} {
			return $cell
		}
	}
	return ""
}

proc cellyard::take_until {name last} {
	variable unread
	variable passed
	variable parked
	variable taken

	set passed($name) [string range $unread($name) 0 $last]
	append taken($name) $passed($name)
	if {[string length $taken($name)] > 2000000} {
		set taken($name) [string range $taken($name) end-999999 end]
	}
	lappend parked {*}[cells_parked $passed($name)]
	set unread($name) [string range $unread($name) [expr {$last + 1}] end]
}

# Milliseconds, by the clock that time limits are about: that on the wall, less what was stolen from this
# computer, or the CPU time of an emulator that plays by itself (patience.h).
proc cellyard::now {} {
	return [request clock]
}

# Wait until every pattern has matched, in any order. Returns the matched texts in the order of
# the patterns. Fails by naming what is still missing, or WHAT, and what came instead.
proc cellyard::await {name kind patterns seconds {what ""}} {
	variable unread
	variable looks
	variable asked
	variable title

	set told 0
	set deadline ""
	while 1 {
		set missing {}
		set found {}
		set end -1
		foreach pattern $patterns {
			set where [find $kind $pattern $unread($name)]
			if {$where eq ""} {
				lappend missing $pattern
				continue
			}
			lappend found [string range $unread($name) {*}$where]
			set end [expr {max($end, [lindex $where 1])}]
		}
		if {![llength $missing]} {
			if {$told} {
				waits_no_more
			}
			incr looks
			lappend asked {*}[cells_parked [join $found \n]]
			take_until $name $end
			return $found
		}
		if {$deadline eq ""} {
			set deadline [expr {[now] + 1000 * $seconds}]
		}
		set left [expr {$deadline - [now]}]
		if {$left <= 0} {
			give_up $name $kind $patterns $missing $seconds $what
		}
		if {!$told} {
			waits_for "[expr {$what eq "" ? [quoted $missing] : $what}] on $title($name)" $seconds
			set told 1
		}
		pump $left
	}
}

proc cellyard::quoted {patterns} {
	return [join [lmap pattern $patterns {set pattern "\"$pattern\""}] { and }]
}

# The last line of TEXT, as far as a sentence has room for it.
proc cellyard::last_line {text} {
	set line [string trim [lindex [split [string trim $text] \n] end]]
	return [expr {[string length $line] > 160 ? "[string range $line 0 159]..." : $line}]
}

# What a console showed in place of what was awaited.
proc cellyard::came_instead {name kind missing} {
	variable unread
	variable taken

	if {$kind eq "-oneof" && [set cells [cells_parked $unread($name)]] ne ""} {
		return "parked were CPUs of [quoted [lsort -unique $cells]]"
	}
	foreach pattern $missing {
		if {[find $kind $pattern $taken($name)] ne ""} {
			return "it had come before: an expectation takes all up to the end of its text,\
				and the next one looks at what comes behind that"
		}
	}
	if {[string trim $unread($name)] eq ""} {
		return "nothing came"
	}
	set count [llength [split [string trim $unread($name)] \n]]
	return "what came instead [expr {$count == 1 ? "is 1 line" : "are $count lines, the last"}]:\
		`[last_line $unread($name)]`"
}

proc cellyard::give_up {name kind patterns missing seconds what} {
	variable title
	variable seconds_of

	set where "on $title($name)"
	set seconds "$seconds s$seconds_of"
	if {$what ne ""} {
		fail "waited $seconds for $what $where; [came_instead $name $kind {}]"
	}
	set instead [came_instead $name $kind $missing]
	if {[llength $patterns] == 1} {
		fail "waited $seconds for [quoted $missing] $where; $instead"
	}
	set there [lmap pattern $patterns {
		if {$pattern in $missing} {
			continue
		}
		set pattern
	}]
	fail "waited $seconds for [llength $patterns] texts $where: [quoted $missing] did not come,\
		[expr {$there eq "" ? "none did" : "[quoted $there] did"}]; $instead"
}
