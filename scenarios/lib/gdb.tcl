# SPDX-License-Identifier: GPL-2.0-only
#
# Registers of the machine's CPUs from outside, by QEMU's gdb stub: as much of the remote serial
# protocol as it takes to stop, read, write and go on.

namespace eval gdb {
	variable line ""
	# milliseconds
	variable patience 60000
	# what stands for a millisecond where instructions are counted
	variable instructions 1000
	# all stand still, and for longer than one change
	variable still 0
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

# A character, or nothing when there is none by then.
proc gdb::read_char {deadline} {
	variable line

	while {[set c [read $line 1]] eq ""} {
		if {[eof $line]} {
			error "QEMU's gdb stub is gone"
		}
		if {[clock milliseconds] > $deadline} {
			return ""
		}
		after 1
	}
	return $c
}

# One packet, without its frame; or nothing when there is none by then.
proc gdb::packet {deadline} {
	variable line

	while {[set c [read_char $deadline]] ne "$"} {
		if {$c eq ""} {
			return ""
		}
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

proc gdb::answer {} {
	variable patience

	set deadline [expr {[clock milliseconds] + $patience}]
	set text [packet $deadline]
	# an empty answer comes at once
	if {$text eq "" && [clock milliseconds] > $deadline} {
		error "QEMU's gdb stub does not answer"
	}
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

proc gdb::connected {} {
	variable line

	return [expr {$line ne ""}]
}

# Does it stand still at a place of its steps, and for longer than gdb wants?
proc gdb::held {} {
	return [expr {[info exists ::cellyard::outside::held] && $::cellyard::outside::held}]
}

# While SCRIPT is done all stand still: stop and go do nothing in there.
proc gdb::standing {script} {
	variable still

	set still 1
	try {
		return [uplevel 1 $script]
	} finally {
		set still 0
	}
}

proc gdb::go {} {
	variable still

	if {[connected] && ![held] && !$still} {
		send c
	}
}

proc gdb::interrupt {} {
	variable line

	puts -nonewline $line \x03
	flush $line
	return [answer]
}

proc gdb::stop {} {
	variable still

	if {![connected]} {
		connect
	} elseif {![held] && !$still} {
		interrupt
	}
}

# Let time pass, which is what a CPU executes where instructions are counted.
proc gdb::let_pass {cpu milliseconds} {
	if {[held]} {
		let_run $cpu $milliseconds
	} else {
		after $milliseconds
	}
}

# Of a machine that stands still: let all execute something, the given CPU for so long.
proc gdb::let_run {cpu milliseconds} {
	variable still

	if {[held]} {
		::cellyard::outside::let_run "run $cpu [expr {$milliseconds * $::gdb::instructions + 1}]"
	} elseif {$still} {
		# it alone
		for {set n 0} {$n < 20} {incr n} {
			step $cpu
		}
	} else {
		go
		after $milliseconds
		stop
	}
}

# ---------------------------------------------------------------- registers

proc gdb::number_of {name} {
	variable registers

	set number [lsearch -exact $registers $name]
	if {$number < 0} {
		error "no register $name"
	}
	return $number
}

# What follows is about this CPU.
proc gdb::select {cpu} {
	ask [format Hg%x [expr {$cpu + 1}]]
}

# As hexadecimal digits, as many as the register has, the lowest byte first.
proc gdb::read_raw {cpu name} {
	select $cpu
	return [ask [format p%x [number_of $name]]]
}

proc gdb::write_raw {cpu name raw} {
	select $cpu
	ask [format P%x=%s [number_of $name] $raw]
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
	select $cpu
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

# Of 64 bits.
proc gdb::set_register {cpu name value} {
	write_raw $cpu $name [binary encode hex [binary format w $value]]
}

# Flip a bit of a register of a CPU that stands still.
proc gdb::flip {cpu name bit} {
	set raw [read_raw $cpu $name]
	set at [expr {$bit / 8 * 2}]
	set byte [expr {"0x[string range $raw $at $at+1]" ^ 1 << $bit % 8}]
	write_raw $cpu $name [string replace $raw $at $at+1 [format %02x $byte]]
}

# ---------------------------------------------------------------- memory

# Physical memory, written so that QEMU translates code anew, which it does not after `poke`.
proc gdb::write_physical {address bytes} {
	ask Qqemu.PhyMemMode:1
	ask [format M%llx,%x:%s $address [expr {[string length $bytes] / 2}] $bytes]
	ask Qqemu.PhyMemMode:0
}

# ---------------------------------------------------------------- one CPU alone

# Let a CPU execute one instruction; all others stand still.
proc gdb::step {cpu} {
	send [format "vCont;s:%x" [expr {$cpu + 1}]]
	# one that sleeps does so until an interrupt comes
	if {[packet [expr {[clock milliseconds] + 20000}]] eq ""} {
		interrupt
		error "CPU $cpu sleeps"
	}
}

# Let a CPU execute an instruction, in hexadecimal digits, where it stands: at a physical address, as the
# instruction may change what others translate to. It stands there again afterwards.
proc gdb::execute {cpu address code} {
	set pc [expr {[on_arm] ? "pc" : "rip"}]
	set place [read_raw $cpu $pc]
	set before [peek $address [expr {[string length $code] / 2}]]
	write_physical $address $code
	step $cpu
	write_physical $address $before
	write_raw $cpu $pc $place
}

# Let all run until one comes to an address; returns its number, or -1 when none has in that time. All
# stand still afterwards.
proc gdb::run_to {address milliseconds} {
	ask [format Z1,%llx,4 $address]
	go
	set told [packet [expr {[clock milliseconds] + $milliseconds}]]
	if {$told eq ""} {
		set told [stop]
	}
	ask [format z1,%llx,4 $address]
	if {![regexp {^T05thread:([0-9a-f]+)} $told - thread]} {
		return -1
	}
	return [expr {"0x$thread" - 1}]
}
