# SPDX-License-Identifier: GPL-2.0-only
#
# What a hostile cell may be granted, from its configuration and the documents of the interfaces
# alone: no table of the hypervisor had a part in it. Each surface has an allow list, a procedure
# `grant::SURFACE WHAT VALUE` that is given what the cell announced and what it read (or nothing),
# and returns why that may not be, or nothing.

namespace eval grant {
	# the cell's: memory (lists of start, size, flags), ports (of first, count), pins or interrupts,
	# cpus, functions of PCI with the number of vectors
	variable own [dict create memory {} ports {} pins {} cpus {} functions {}]
	# the machine's: mmconfig, buses, pm_timer, x2apic, gic, gicd, gicc, gicr
	variable board [dict create]
}

# Numbers from FIRST on, END left out.
proc grant::range {first end} {
	set numbers {}
	for {set n $first} {$n < $end} {incr n} {
		lappend numbers $n
	}
	return $numbers
}

source [file join [file dirname [info script]] grants-x86.tcl]
source [file join [file dirname [info script]] grants-arm64.tcl]

# ---------------------------------------------------------------- configuration

# The bits that are set in a list of numbers of WIDTH bits.
proc grant::bits_of {words width} {
	set bits {}
	set first 0
	foreach word $words {
		for {set n 0} {$n < $width} {incr n} {
			if {$word >> $n & 1} {
				lappend bits [expr {$first + $n}]
			}
		}
		incr first $width
	}
	return $bits
}

# Elements of SIZE bytes each, as lists of what FORMAT names.
proc grant::elements {bytes at count size format} {
	set all {}
	for {set n 0} {$n < $count} {incr n} {
		set fields {}
		foreach {type offset} $format {
			binary scan $bytes @[expr {$at + $n * $size + $offset}]$type field
			lappend fields $field
		}
		lappend all $fields
	}
	return $all
}

# The arrays follow the descriptor without gaps: CPUs, memory, caches, interrupt controllers, ports, functions.
proc grant::learn_cell {bytes} {
	variable own

	binary scan $bytes @44iu8 numbers
	lassign $numbers flags cpu_bytes memories caches chips ports functions
	binary scan $bytes @132cu$cpu_bytes cpus
	set at [expr {132 + $cpu_bytes}]
	dict set own flags $flags
	dict set own cpus [bits_of [lmap byte $cpus {expr {$byte & 0xff}}] 8]
	dict set own memory [elements $bytes $at $memories 32 {wu 8 wu 16 wu 24}]
	incr at [expr {32 * $memories + 12 * $caches}]
	dict set own pins [concat {*}[lmap chip [elements $bytes $at $chips 32 {iu 12 iu4 16}] {
		lassign $chip base words
		lmap pin [bits_of $words 32] {expr {$base + $pin}}
	}]]
	incr at [expr {32 * $chips}]
	dict set own ports [elements $bytes $at $ports 4 {su 0 su 2}]
	incr at [expr {4 * $ports}]
	dict set own functions [elements $bytes $at $functions 56 {su 4 su 36}]
}

proc grant::learn_system {bytes x2apic} {
	variable board

	foreach {name format} {mmconfig @76wu last_bus @84cu pm_timer @312su gic @313cu gicd @316wu
			gicc @324wu gicr @348wu} {
		binary scan $bytes $format number
		dict set board $name $number
	}
	dict set board x2apic $x2apic
}

# The configuration file NAME as the guest has it, its first 32 bytes so many times.
proc grant::configuration {name {lines 40}} {
	set path /cells/$::env(YARD_MACHINE)/$name.cell
	set shown [linux "hexdump -v -e '32/1 \"%02x\" \"\\n\"' $path | head -n $lines"]
	return [binary format H* [string map {" " "" "\n" "" "\r" ""} $shown]]
}

# Both files. Once, while Linux answers.
proc grant::learn {x2apic} {
	variable own

	foreach {name how} [list $::env(YARD_MACHINE) {learn_system $bytes $x2apic} hostile {learn_cell $bytes}] {
		set bytes [configuration $name]
		eval $how
	}
	check {[llength [dict get $own memory]] > 0} "the cell's configuration can be read"
}

# ---------------------------------------------------------------- what surfaces share

proc grant::own {what} {
	variable own

	return [dict get $own $what]
}

proc grant::board {what} {
	variable board

	return [dict get $board $what]
}

proc grant::in_range {value first size} {
	return [expr {$value >= $first && $value < $first + $size}]
}

# Code that changed while it was on its way: what the processor executed is what it fetched first, and the
# registers that it accesses are the ones that are told. Whatever is read later may be wrong, but never lead elsewhere.
proc grant::selfmodifying {what value} {
	if {![regexp {^([0-9a-f]+) then (?:[0-9a-f]+|nothing|the registers|memory of another), at ([0-9a-f]+)$} $what - \
			code address]} {
		return "not understood"
	}
	return [encoding [expr {[on_arm] ? "$code, x1 $address, 0" : "$code, rdi $address"}] $value]
}

# A value that was read, which must have no other bits than those of MASK.
proc grant::only_bits {value mask sentence} {
	if {$value ne "" && ("0x$value" & ~$mask) != 0} {
		return "$sentence: read 0x$value, it may see 0x[format %llx $mask]"
	}
}

# Calls of the hypervisor: three are for everybody.
proc grant::hypercall {what value} {
	if {![regexp {^(\d+), ([0-9a-f]+) ([0-9a-f]+)$} $what - code first second]} {
		return "not understood"
	}
	set first [expr {"0x$first"}]
	set second [expr {"0x$second"}]
	switch -- $code {
		5 {
			# of the hypervisor: five numbers
			return [expr {$first <= 4 ? "" : "there is no such information"}]
		}
		7 {
			# of its own CPUs: state and counters
			set counters [expr {[on_arm] ? 9 : 12}]
			if {$first in [own cpus] && ($second == 0 || [in_range $second 1000 $counters])} {
				return
			}
			return "this is not told of its own CPUs"
		}
		8 {
			return [expr {[own flags] & 0x40000000 ? "" : "no console was permitted"}]
		}
	}
	return "this call is for Linux alone, or does not exist"
}

# ---------------------------------------------------------------- PCI configuration

# A register of configuration space: what is not the cell's reads as all ones. Of its own function,
# which is a link's, these can be written: command, cache line, BARs, ROM, interrupt line, and what lies
# in capabilities.
proc grant::config_register {how bdf reg size value} {
	set owned [expr {$bdf in [lmap function [own functions] {lindex $function 0}]}]
	if {$reg % 4 + $size > 4} {
		return "this is more than a register"
	}
	if {$how eq "read"} {
		set nothing [string repeat ff $size]
		if {!$owned && $value ne "" && $value ne $nothing} {
			return "this function is not the cell's, and reads as 0x$value"
		}
		return
	}
	if {!$owned} {
		return "this function is not the cell's"
	}
	set first [expr {$reg & ~3}]
	if {$first in {4 12 16 20 24 28 32 36 48 60} || [in_range $first 0x40 0x70]} {
		return
	}
	return "nothing of the function can be written there"
}

proc grant::in_mmconfig {address} {
	return [in_range $address [board mmconfig] [expr {([board last_bus] + 1) << 20}]]
}

proc grant::mmconfig {how address size value} {
	set offset [expr {$address - [board mmconfig]}]
	return [config_register $how [expr {$offset >> 12}] [expr {$offset & 0xfff}] $size $value]
}

# ---------------------------------------------------------------- its link

# A page of registers; with vectors a table of them, and what is pending.
proc grant::link_register {how address size} {
	set vectors [lindex [own functions] 0 1]
	set offset [expr {$address & 0xffff}]
	if {$size != 4 || $address % 4} {
		return "registers of links are of 4 bytes"
	}
	if {!($address & 0x10000)} {
		return [expr {$offset < 0x1000 ? "" : "this is behind the registers"}]
	}
	if {$offset < 16 * $vectors || ($how eq "read" && $vectors && [in_range $offset 0x100 0x100])} {
		return
	}
	return "there is no such vector"
}

set grant::link_window 0xff000000

proc grant::in_link {address} {
	variable link_window

	return [in_range $address $link_window 0x20000]
}

proc grant::ivshmem {what value} {
	if {![regexp {^(read|write) (?:table|register) ([0-9a-f]+), (\d) bytes} $what - how address size]} {
		return "not understood"
	}
	return [link_register $how 0x$address $size]
}

# ---------------------------------------------------------------- memory

# What is to be read, written or executed in the region that ADDRESS is in.
set grant::rights {read 1 write 2 {fetch from} 4}

proc grant::in_memory {how address size} {
	variable rights

	foreach region [own memory] {
		lassign $region start length flags
		if {$address >= $start && $address + $size <= $start + $length} {
			# for ARM everything is code that is not declared as registers
			if {$how eq "fetch from" && [on_arm]} {
				return [expr {!($flags & 0x10)}]
			}
			return [expr {($flags & [dict get $rights $how]) != 0}]
		}
	}
	return 0
}

proc grant::memory {what value} {
	if {![regexp {^(read|write|fetch from) ([0-9a-f]+)(?:, (\d) bytes)?$} $what - how address size]} {
		return "not understood"
	}
	set address [expr {"0x$address"}]
	set size [expr {$size eq "" ? 1 : $size}]
	if {[in_memory $how $address $size]} {
		return
	}
	if {$how ne "fetch from"} {
		if {[in_link $address]} {
			return [link_register $how $address $size]
		}
		if {[in_mmconfig $address]} {
			return [mmconfig $how $address $size $value]
		}
		return [expr {[on_arm] ? [arm_device $how $address $size $value] : [x86_device $how $address $size]}]
	}
	return "this is not the cell's"
}

# ---------------------------------------------------------------- all

# Why a try that was granted may not be, or nothing.
proc grant::objection {surface what value} {
	if {[info commands ::grant::$surface] eq ""} {
		return "nothing is allowed on this surface"
	}
	return [$surface $what $value]
}
