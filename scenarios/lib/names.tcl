# SPDX-License-Identifier: GPL-2.0-only
#
# What the names in a scenario can mean: the cells and inmates of a machine, the counters of its
# architecture, and what the scenario's head says that it needs. A wrong one is told when a verb is
# given it, or before (check.tcl), and not after a time-out.

namespace eval cellyard {
	variable top [file join [file dirname [info script]] .. ..]
	# of the scenario that is played, as cell:NAME and inmate:NAME; unset where none is
	variable needs
	unset -nocomplain needs
	# what was read once
	variable texts {}
	variable configurations {}
}

# The text of a file, or nothing if there is none.
proc cellyard::text_of {path} {
	variable texts

	if {[dict exists $texts $path]} {
		return [dict get $texts $path]
	}
	if {[catch {open $path} channel]} {
		return ""
	}
	fconfigure $channel -encoding utf-8
	dict set texts $path [read $channel]
	close $channel
	return [dict get $texts $path]
}

# The words of a line `KEY: ...` in TEXT, and of those that continue it; MARK begins each line.
proc cellyard::key_words {text key {mark ""}} {
	set pattern [format {^%s%s:(.*(?:\n%s[ \t]+\S.*)*)} $mark $key $mark]
	if {![regexp -line $pattern $text - words]} {
		return {}
	}
	return [regexp -all -inline {[^\s#]+} $words]
}

# What a scenario's head says behind KEY.
proc cellyard::head_words {text key} {
	regexp {\A(?:#[^\n]*\n)*} $text head
	return [key_words $head $key "# "]
}

proc cellyard::machines {} {
	variable top

	return [lmap path [lsort [glob -nocomplain -directory [file join $top machines] */machine.conf]] {
		file tail [file dirname $path]
	}]
}

# What machine.conf says behind KEY.
proc cellyard::machine_words {machine key} {
	variable top

	return [key_words [text_of [file join $top machines $machine machine.conf]] $key]
}

# Those that a scenario's `machines:` means.
proc cellyard::machines_meant {words} {
	return [lmap machine [machines] {
		set own [list all $machine {*}[machine_words $machine tags]]
		if {$words ne "" && ![llength [lmap word $words {
			if {$word ni $own} {
				continue
			}
			set word
		}]]} {
			continue
		}
		set machine
	}]
}

# Its own folder and its family's.
proc cellyard::folders_of {machine} {
	variable top

	set all [glob -nocomplain -tails -directory [file join $top machines] -types d *]
	return [lmap folder $all {
		if {$folder ne $machine &&
		    ($folder in [machines] || ![string match "$folder-*" $machine])} {
			continue
		}
		set folder
	}]
}

# The configurations of a machine: NAME, or FOLDER/NAME.
proc cellyard::configurations_of {machine} {
	variable top
	variable configurations

	if {[dict exists $configurations $machine]} {
		return [dict get $configurations $machine]
	}
	set found {}
	foreach folder [folders_of $machine] {
		lappend found {*}[glob -nocomplain -tails -directory [file join $top machines $folder] *.c */*.c]
	}
	dict set configurations $machine [lmap name $found {
		file rootname $name
	}]
	return [dict get $configurations $machine]
}

proc cellyard::inmates_of {machine} {
	variable top

	set arch [machine_words $machine arch]
	if {$arch eq ""} {
		return {}
	}
	set text [text_of [file join $top images inmates build.mk]]
	set prefix [expr {$arch eq "x86" ? {inmate-(?!arm64-)} : {inmate-arm64-}}]
	return [lmap {- name} [regexp -all -inline -line "^${prefix}(\\S+) :=" $text] {
		set name
	}]
}

proc cellyard::counters_of {machine} {
	variable top

	set arch [machine_words $machine arch]
	if {$arch eq ""} {
		return {}
	}
	set text ""
	foreach file [list sysfs_cell.c [file join arch $arch stats.h]] {
		append text [text_of [file join $top driver module $file]]
	}
	return [lmap {- name} [regexp -all -inline {counter\([\s\\]*(vmexits_\w+)} $text] {
		set name
	}]
}

# One of KNOWN, or of a machine of which nothing is known.
proc cellyard::need_known {what name known where} {
	variable machine

	if {$known ne "" && $name ni $known} {
		error "$machine has no $what `$name`: $where"
	}
}

# A cell that the machine can have, under whatever configuration.
proc cellyard::need_cell {name} {
	variable machine

	set known [lmap path [configurations_of $machine] {
		file tail $path
	}]
	set folders [lmap folder [folders_of $machine] {set folder "machines/$folder"}]
	need_known cell $name $known "its cells are the files *.c of [join $folders { and }]"
}

proc cellyard::need_counter {name} {
	variable machine

	set known [counters_of $machine]
	need_known counter $name $known "there are [join $known {, }]"
}

# What a scenario takes from the guest's /cells or /inmates must stand in its head.
proc cellyard::need_named {kind name} {
	variable needs

	if {[info exists needs] && "$kind:$name" ni $needs} {
		error "the scenario's head does not say that it needs `$kind:$name`: add it to `needs:`"
	}
}

# A file of a cell, /cells/MACHINE/NAME.cell.
proc cellyard::need_configuration {path} {
	variable machine

	if {![regexp "^/cells/$machine/(.*)\\.cell\$" $path - name]} {
		return
	}
	need_known configuration $name [configurations_of $machine] "/cells/$machine has what is built from machines/"
	# those in folders below are many, and are what their scenario is about
	if {![string match */* $name] && $name ne $machine} {
		need_named cell $name
	}
}

# A file of an inmate, /inmates/NAME.bin.
proc cellyard::need_image {path} {
	variable machine

	if {[regexp {^/inmates/(.*)\.bin$} $path - name]} {
		need_known inmate $name [inmates_of $machine] "images/inmates/build.mk lists them"
		need_named inmate $name
	}
}

# What the head of a scenario says that it needs, on MACHINE.
proc cellyard::needs_of {text machine} {
	set demo [expr {[machine_words $machine arch] eq "x86" ? "apic-demo" : "gic-demo"}]
	set needs [lmap need [head_words $text needs] {
		string map [list {[demo]} $demo] $need
	}]
	lassign [head_words $text start] state name
	if {$state eq "running"} {
		lappend needs cell:$name inmate:$name
	}
	return $needs
}
