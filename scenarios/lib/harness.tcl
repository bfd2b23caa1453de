# SPDX-License-Identifier: GPL-2.0-only
#
# The line to the harness: requests, verdicts, and how a scenario ends.

namespace eval cellyard {
	variable control ""
	# the scenario's file, as `info frame` names it
	variable script ""
	# those of expectations, whatever the scenario made of them: {text place}
	variable failures {}
}

proc cellyard::connect {} {
	variable control
	global env

	set control [open |[list $env(YARD_RELAY) $env(YARD_CONTROL)] r+]
	fconfigure $control -buffering line -translation lf -encoding utf-8
	open_line hypervisor $env(YARD_HYPERVISOR)
	open_line linux $env(YARD_LINUX)
}

proc cellyard::escape {text} {
	return [string map {\\ \\\\ \n \\n} $text]
}

proc cellyard::unescape {text} {
	return [string map {\\\\ \\ \\n \n} $text]
}

# Send one request; returns the value of the answer, or fails with its sentence.
proc cellyard::request {verb {argument ""}} {
	variable control

	puts $control [string trimright "$verb $argument"]
	if {[gets $control answer] < 0} {
		puts stderr "the harness is gone"
		exit 3
	}
	if {[regexp {^ok ?(.*)$} $answer - value]} {
		return $value
	}
	error "$verb: [unescape [string range $answer 3 end]]"
}

# Say how the trial ended, and end.
proc cellyard::verdict {name text} {
	request verdict "$name [escape $text]"
	exit 0
}

# Lines of the scenario that are being played: the innermost, and those that called it, joined by commas;
# or "-".
proc cellyard::place {} {
	variable script

	set lines {}
	set procedure -
	for {set level [info frame]} {$level > 0} {incr level -1} {
		set frame [info frame $level]
		if {![dict exists $frame file] || [dict get $frame file] ne $script} {
			continue
		}
		# of a procedure's frames, which stand for its nested commands, the innermost
		set own [expr {[dict exists $frame proc] ? [dict get $frame proc] : ""}]
		if {$own ne $procedure} {
			lappend lines [dict get $frame line]
			set procedure $own
		}
	}
	return [expr {$lines eq "" ? "-" : [join $lines ,]}]
}

# Tell the harness where the scenario is, and what it waits for there. Nothing is answered.
proc cellyard::at {place {what ""}} {
	variable control

	puts $control [string trimright "at $place [escape $what]"]
}

proc cellyard::waits_for {what seconds} {
	at [place] "$what, $seconds s at most"
}

proc cellyard::waits_no_more {} {
	at [place]
}

# Of an error of Tcl: the line in the file, and how far into a loop or a condition that begins there.
proc cellyard::place_of_error {trace} {
	variable script

	set line -
	foreach entry [lreverse [split $trace \n]] {
		if {[regexp {^ +\(file "(.*)" line (\d+)\)$} $entry - file number]} {
			if {[file normalize $file] ne $script} {
				break
			}
			set line $number
		} elseif {[regexp {^ +\("(?:foreach|while|for|if|try)" (?:body|then script) line (\d+)\)$} \
				   $entry - number]} {
			incr line [expr {$number - 1}]
		} elseif {$line ne "-" && [regexp {^ +\(.* line \d+\)$} $entry]} {
			break
		}
	}
	return $line
}

# Ends of a scenario travel as errors, so that a scenario can clean up with `try`.
proc cellyard::fail {text} {
	set place [place]
	lappend cellyard::failures [list $text $place]
	return -code error -errorcode [list CELLYARD FAIL $place] $text
}

proc cellyard::skip {text} {
	return -code error -errorcode {CELLYARD SKIP} $text
}

# What the kernel complained about: `boot` keeps it off the line. A shell that does not answer any
# more is given up.
proc cellyard::ask_kernel {} {
	variable panic_expected
	variable root_fault_expected

	set panic_expected 1
	set root_fault_expected 1
	send_linux "\rdmesg -r | grep '^<\[0-4\]>' | tail -n 8\r"
	set deadline [expr {[clock milliseconds] + 3000}]
	while {[clock milliseconds] < $deadline && [pump 1000]} {
	}
}

# An error that is no verdict is a mistake in the scenario: say where.
proc cellyard::explain {message options} {
	set code [dict get $options -errorcode]
	if {[lindex $code 0] eq "CELLYARD"} {
		if {[lindex $code 1] eq "FAIL"} {
			at [lindex $code 2]
			ask_kernel
		}
		verdict [lindex $code 1] $message
	}
	at [place_of_error [dict get $options -errorinfo]]
	verdict ERROR "the scenario itself is wrong: [dict get $options -errorinfo]"
}

# How the scenario ended: what `catch` says of it. A failure that a scenario has caught is one all
# the same.
proc cellyard::conclude {outcome message options} {
	variable failures
	variable looks

	set ended [expr {$outcome in {0 2}}]
	at [place]
	set skipped [expr {!$ended && [dict get $options -errorcode] eq {CELLYARD SKIP}}]
	if {$failures ne "" && ($ended || $skipped)} {
		lassign [lindex $failures 0] text place
		explain "$text\nThe scenario caught this and went on; it fails all the same." \
			[list -errorcode [list CELLYARD FAIL $place]]
	} elseif {!$ended} {
		explain $message $options
	} elseif {!$looks} {
		verdict ERROR "the scenario checks nothing: what would make it fail?"
	} elseif {[set cell [parked_unasked]] ne ""} {
		verdict FAIL "a CPU of cell \"$cell\" was parked, which the scenario does not expect"
	} else {
		verdict PASS ""
	}
}
