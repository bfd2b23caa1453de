# SPDX-License-Identifier: GPL-2.0-only
#
# Registers of the machine's CPUs from outside, by QEMU's gdb stub: as much of the remote serial
# protocol as it takes to stop, read, write and go on.

namespace eval gdb {
	variable line ""
	# milliseconds
	variable patience 60000
	# names in the order of their numbers
	variable registers
	# their description, once it was read
	variable system_registers ""
}

if {[on_arm]} {
	set gdb::registers {x0 x1 x2 x3 x4 x5 x6 x7 x8 x9 x10 x11 x12 x13 x14 x15 x16 x17 x18 x19 x20 x21
		x22 x23 x24 x25 x26 x27 x28 x29 x30 sp pc cpsr}
} else {
	set gdb::registers {rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip eflags cs
		ss ds es fs gs fs_base gs_base k_gs_base cr0 cr2 cr3 cr4 cr8 efer}
}

proc gdb::read_char {deadline} {
	variable line

	while {[set c [read $line 1]] eq ""} {
		if {[eof $line] || [clock milliseconds] > $deadline} {
			error "QEMU's gdb stub does not answer"
		}
		after 1
	}
	return $c
}

# One packet, without its frame.
proc gdb::answer {} {
	variable patience
	variable line

	set deadline [expr {[clock milliseconds] + $patience}]
	while {[read_char $deadline] ne "$"} {
	}
	set text ""
	while {[set c [read_char $deadline]] ne "#"} {
		append text $c
	}
	# the sum of a line that loses nothing, and the acknowledgement of it
	read_char $deadline
	read_char $deadline
	puts -nonewline $line +
	flush $line
	return $text
}

proc gdb::send {text} {
	variable line

	set sum 0
	foreach c [split $text ""] {
		incr sum [scan $c %c]
	}
	puts -nonewline $line [format "\$%s#%02x" $text [expr {$sum & 0xff}]]
	flush $line
}

proc gdb::ask {text} {
	send $text
	set found [answer]
	if {$found eq "" || [regexp {^E[0-9][0-9]$} $found]} {
		error "QEMU's gdb stub refuses `$text`: `$found`"
	}
	return $found
}

# All CPUs stand still afterwards, as after gdb::stop.
proc gdb::connect {} {
	variable line

	set socket [file join [file dirname $::env(YARD_CONTROL)] gdb]
	hmp "gdbserver unix:$socket,server=on,wait=off"
	set line [open |[list $::env(YARD_RELAY) $socket] r+]
	fconfigure $line -translation binary -blocking 0
	ask ?
}

proc gdb::go {} {
	send c
}

proc gdb::stop {} {
	variable line

	puts -nonewline $line \x03
	flush $line
	answer
}

proc gdb::number_of {name} {
	variable registers

	set number [lsearch -exact $registers $name]
	if {$number < 0} {
		error "no register $name"
	}
	return $number
}

# As hexadecimal digits, as many as the register has, the lowest byte first.
proc gdb::read_raw {cpu name} {
	ask [format Hg%x [expr {$cpu + 1}]]
	return [ask [format p%x [number_of $name]]]
}

# A register of a CPU.
proc gdb::register {cpu name} {
	return [expr "0x[join [lreverse [regexp -all -inline {..} [read_raw $cpu $name]]] {}]"]
}

# A system register of an ARM CPU, by the name that QEMU gives it.
proc gdb::system_register {cpu name} {
	variable system_registers

	if {$system_registers eq ""} {
		foreach annex {target.xml system-registers.xml} {
			set system_registers [read_annex $annex]
		}
	}
	if {![regexp "<reg name=\"$name\"\[^>]* regnum=\"(\\d+)\"" $system_registers - number]} {
		error "no system register $name"
	}
	ask [format Hg%x [expr {$cpu + 1}]]
	set raw [ask [format p%x $number]]
	return [expr "0x[join [lreverse [regexp -all -inline {..} $raw]] {}]"]
}

# A file of those that describe the registers.
proc gdb::read_annex {name} {
	set text ""
	while {1} {
		set part [ask "qXfer:features:read:$name:[format %x [string length $text]],800"]
		append text [string range $part 1 end]
		if {[string index $part 0] eq "l"} {
			return $text
		}
	}
}

# Flip a bit of a register of a CPU that stands still.
proc gdb::flip {cpu name bit} {
	set raw [read_raw $cpu $name]
	set at [expr {$bit / 8 * 2}]
	set byte [expr {"0x[string range $raw $at $at+1]" ^ 1 << $bit % 8}]
	set raw [string replace $raw $at $at+1 [format %02x $byte]]
	ask [format P%x=%s [number_of $name] $raw]
}
