# SPDX-License-Identifier: GPL-2.0-only
#
# Flips bits of emulated hardware, one a trial, in what a cell is made of, at a moment of chance, and
# writes to outcomes.tsv what became of it. The victim works in the cell fault-demo. A fault is a
# dictionary: surface, what (a line), apply (a script), undo (a script, or nothing).

source [file join [file dirname [info script]] outcomes.tcl]
source [file join [file dirname [info script]] gdb.tcl]

set flip_victim fault-demo
set flip_cpu 2
# heartbeats that the victim must live through, and how long a dead one is waited for, in milliseconds
set flip_beats 4
set flip_patience 10000

# ---------------------------------------------------------------- drawing

# The generator known as SplitMix64, anew for each trial.
proc draw_from {seed number} {
	set ::flip_state [expr {$seed * 0x9e3779b9 ^ $number << 20}]
	draw_below 2
}

proc draw_below {limit} {
	set mask 0xffffffffffffffff
	set z [set ::flip_state [expr {($::flip_state + 0x9e3779b97f4a7c15) & $mask}]]
	set z [expr {(($z ^ ($z >> 30)) * 0xbf58476d1ce4e5b9) & $mask}]
	set z [expr {(($z ^ ($z >> 27)) * 0x94d049bb133111eb) & $mask}]
	return [expr {($z ^ ($z >> 31)) % $limit}]
}

proc draw_of {list} {
	return [lindex $list [draw_below [llength $list]]]
}

# ---------------------------------------------------------------- memory

proc flip_memory {address bit} {
	set byte "0x[peek $address 1]"
	poke $address [format %02x [expr {$byte ^ 1 << $bit}]]
}

# Give a bit back its value; its neighbours may have changed meanwhile.
proc restore_bit {address bit value} {
	set byte "0x[peek $address 1]"
	poke $address [format %02x [expr {$byte & ~(1 << $bit) | $value << $bit}]]
}

# A fault that flips a bit of a number in memory, of as many bits as you like.
proc memory_fault {surface address bit what} {
	incr address [expr {$bit / 8}]
	set bit [expr {$bit % 8}]
	set value [expr {"0x[peek $address 1]" >> $bit & 1}]
	return [dict create surface $surface what "$what: [expr {!$value}] instead of $value" \
			apply [list flip_memory $address $bit] \
			undo [list restore_bit $address $bit $value]]
}

# Program, data, page tables and stack of the victim.
proc draw_memory {} {
	set offset [draw_below 0x18000]
	set bit [draw_below 8]
	return [memory_fault memory [expr {[ram_of $::flip_victim] + $offset}] $bit \
			[format "bit %d of the byte at 0x%x" $bit $offset]]
}

# ---------------------------------------------------------------- registers

proc in_hypervisor {} {
	if {[on_arm]} {
		return [expr {([gdb::register $::flip_cpu cpsr] >> 2 & 3) == 2}]
	}
	return [expr {[gdb::register $::flip_cpu rip] >> 47 != 0}]
}

# Stop the machine while the victim's CPU executes the victim.
proc stop_in_victim {} {
	for {set n 0} {$n < 200} {incr n} {
		gdb::stop
		if {![in_hypervisor]} {
			return
		}
		gdb::go
		after 1
	}
	error "the victim's CPU is always in the hypervisor"
}

proc flip_register {name bit} {
	stop_in_victim
	gdb::flip $::flip_cpu $name $bit
	gdb::go
}

proc draw_registers {} {
	set name [draw_of $gdb::registers]
	set narrow {eflags cs ss ds es fs gs cpsr}
	# QEMU ends when it is told of an exception level that its CPU does not have
	set first [expr {$name eq "cpsr" ? 5 : 0}]
	set bit [expr {$first + [draw_below [expr {($name in $narrow ? 32 : 64) - $first}]]}]
	return [dict create surface registers what "bit $bit of $name" \
			apply [list flip_register $name $bit] undo {}]
}

# ---------------------------------------------------------------- control state (x86)

# The VMCB lies above the stack in its CPU's part of the hypervisor's memory.
proc vmcb_of {cpu} {
	set header [hypervisor_base]
	set stack 0x4000
	return [expr {$header + [peek64 [expr {$header + 8}]] + $cpu * [peek64 [expr {$header + 16}]] +
		$stack}]
}

# Offset and bits of each field of the control area that the hardware reads.
set vmcb_fields {
	intercept-cr 0x000 32 intercept-dr 0x004 32 intercept-exceptions 0x008 32
	intercept-1 0x00c 32 intercept-2 0x010 32 intercept-3 0x014 32 pause-filter 0x03c 32
	iopm-base 0x040 64 msrpm-base 0x048 64 tsc-offset 0x050 64 asid 0x058 32 tlb-control 0x05c 8
	virtual-interrupt 0x060 64 interrupt-shadow 0x068 64 nested-control 0x090 64 avic-bar 0x098 64
	event-injection 0x0a8 64 nested-cr3 0x0b0 64 lbr-control 0x0b8 64 clean 0x0c0 32 next-rip 0x0c8 64
}

proc draw_vmcb {} {
	set n [draw_below [expr {[llength $::vmcb_fields] / 3}]]
	lassign [lrange $::vmcb_fields [expr {3 * $n}] [expr {3 * $n + 2}]] name offset bits
	set bit [draw_below $bits]
	return [memory_fault vmcb [expr {[vmcb_of $::flip_cpu] + $offset}] $bit "bit $bit of $name"]
}

# ---------------------------------------------------------------- what became of it

proc victim_beats {} {
	return [peek64 [heartbeat_of $::flip_victim]]
}

# Where the victim's CPU stands, for those who say nothing any more.
proc where_victim_stands {} {
	gdb::stop
	set names [expr {[on_arm] ? {pc cpsr} : {rip eflags cr0}}]
	set shown [lmap name $names {format "%s 0x%x" $name [gdb::register $::flip_cpu $name]}]
	gdb::go
	return [join $shown ", "]
}

proc report_in {text} {
	return [lindex [regexp -inline -line {^(?:FATAL|Unhandled).*$} $text] 0]
}

# What the consoles say about the victim: class and evidence, or nothing.
proc victim_said {text} {
	if {[regexp "Parking CPU \\d+ \\(Cell: \"$::flip_victim\"\\)\n" $text]} {
		set report [report_in $text]
		return [expr {$report eq "" ? [list silent "parked without a report"] :
			[list contained $report]}]
	}
	if {[regexp -line {^(?:VICTIM: |--- EXCEPTION).*\n.*\n|^VICTIM: .*\n} $text line]} {
		return [list noticed [string trim $line]]
	}
	return ""
}

# Returns class and evidence.
proc watch_victim {} {
	set deadline [expr {[clock milliseconds] + $::flip_patience}]
	set last [victim_beats]
	set moved 0
	while {$moved < $::flip_beats} {
		if {[set said [victim_said [hv_unread]]] ne ""} {
			return $said
		}
		if {[clock milliseconds] > $deadline} {
			return [list silent [where_victim_stands]]
		}
		after 5
		set now [victim_beats]
		incr moved [expr {$now != $last}]
		set last $now
	}
	return [list masked ""]
}

# ---------------------------------------------------------------- the campaign

proc flip_surfaces {} {
	set all [expr {[on_arm] ? {registers memory} : {registers memory vmcb}}]
	set wanted [campaign_parameter SURFACE ""]
	if {$wanted eq ""} {
		return $all
	}
	check {$wanted in $all} "there is the surface $wanted"
	return $wanted
}

proc current_trial {} {
	return [expr {[info exists ::flip_current] ? $::flip_current : ""}]
}

proc start_victim {} {
	cell load $::flip_victim /inmates/victim.bin
	from_now_on
	cell start $::flip_victim
	expect_hv "VICTIM works"
	expect_ticking $::flip_victim
}

# One trial; the victim lives afterwards, or the campaign ends.
proc play_flip {seed number surfaces} {
	draw_from $seed $number
	set surface [lindex $surfaces [expr {$number % [llength $surfaces]}]]
	set fault [draw_$surface]
	set ::flip_current [list $number $surface [dict get $fault what]]
	after [draw_below 30]
	from_now_on
	eval [dict get $fault apply]
	lassign [watch_victim] class evidence
	eval [dict get $fault undo]
	write_outcome $number $class $surface [dict get $fault what] $evidence
	linux :
	check_others $number
	if {$class ne "masked"} {
		try {
			start_victim
		} trap {CELLYARD FAIL} message {
			write_defect $number hypervisor-stopped $surface [dict get $fault what] $message
		}
	}
}

proc play_flips {} {
	set seed [campaign_parameter SEED 1]
	set first [campaign_parameter FIRST 0]
	set end [expr {$first + [campaign_parameter COUNT 9]}]
	set surfaces [flip_surfaces]

	open_outcomes
	enable
	start_quiet tick-1
	cell create $::flip_victim
	# each of its ends is an outcome
	cellyard::expect_failure_of $::flip_victim failed
	start_victim
	place_canaries
	set pages [pool_used]
	gdb::connect
	gdb::go
	for {set number $first} {$number < $end} {incr number} {
		play_flip $seed $number $surfaces
	}
	show_classes
	step "nobody else noticed"
	check_all [expr {$end - 1}] 2 $pages
	cell destroy tick-1
	cell destroy $::flip_victim
	disable
	expect_cpus 4
}
