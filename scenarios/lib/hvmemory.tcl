# SPDX-License-Identifier: GPL-2.0-only
#
# Where things lie in the hypervisor's memory, as it is seen from outside.

# Where the hypervisor's memory is in its own address space.
proc hypervisor_address {} {
	return [expr {[on_arm] ? 0xffffc0000000 : 0xfffffffff0000000}]
}

# Private memory of a CPU in the hypervisor: the stack, and what lies above it.
proc private_of {cpu} {
	set header [hypervisor_base]
	return [expr {$header + [peek64 [expr {$header + 8}]] + $cpu * [peek64 [expr {$header + 16}]]}]
}

set flip_stack_size 0x4000

# The VMCB lies above the stack in its CPU's part of the hypervisor's memory.
proc vmcb_of {cpu} {
	return [expr {[private_of $cpu] + $::flip_stack_size}]
}

# ---------------------------------------------------------------- symbols

# The ELF file of what runs; scenarios/lib/planted.tcl has others.
proc hypervisor_elf {} {
	if {[info exists ::planted_fault]} {
		return [file join $::env(YARD_BUILD) hypervisor planted [expr {[on_arm] ? "arm64" : "amd"}] \
				$::planted_fault.elf]
	}
	return [file join $::env(YARD_BUILD) hypervisor [expr {[on_arm] ? "jailhouse.elf" : "jailhouse-amd.elf"}]]
}

# A section header of an ELF file of 64 bits, by its number: type, offset, size, linked section.
proc elf_section {elf number} {
	binary scan $elf @40wu table
	binary scan $elf @[expr {$table + 64 * $number + 4}]iu type
	binary scan $elf @[expr {$table + 64 * $number + 24}]wuwuiu offset size link
	return [list $type $offset $size $link]
}

# The symbols of an ELF file: names and values.
proc elf_symbols {path} {
	set channel [open $path rb]
	set elf [read $channel]
	close $channel
	binary scan $elf @60su sections
	for {set n 0} {$n < $sections} {incr n} {
		lassign [elf_section $elf $n] type offset size link
		if {$type == 2} {
			break
		}
	}
	check {$type == 2} "there are symbols in $path"
	lassign [elf_section $elf $link] - names room
	# apart: what is text to one command and bytes to another is copied each time
	binary scan $elf @${names}a$room names
	binary scan $elf @${offset}a$size table
	set symbols {}
	for {set at 0} {$at < $size} {incr at 24} {
		binary scan $table @${at}iux4wu name value
		dict set symbols [string range $names $name [string first \0 $names $name]-1] $value
	}
	return $symbols
}

# Physical address of something in the hypervisor, by its address there.
proc physical_of {address} {
	return [expr {$address - [hypervisor_address] + [hypervisor_base]}]
}

# Physical address of a symbol of the hypervisor.
proc symbol {name} {
	if {![info exists ::hypervisor_symbols]} {
		set ::hypervisor_symbols [elf_symbols [hypervisor_elf]]
	}
	return [physical_of [dict get $::hypervisor_symbols $name]]
}

# ---------------------------------------------------------------- the pool of pages

# Physical address of its first page, how many it has and how many of them are used, and where its map is.
proc page_pool {} {
	lassign [lmap field {0 8 16 24} {peek64 [expr {[symbol mem_pool] + $field}]}] base pages used bitmap
	return [list [physical_of $base] $pages $used [physical_of $bitmap]]
}

# The stretches of pages that are used (1) or free (0): number of the first, and of the one behind the last.
proc pool_stretches {used} {
	lassign [page_pool] - pages - bitmap
	binary scan [binary decode hex [peek $bitmap [expr {($pages + 7) / 8}]]] b$pages bits
	set found {}
	for {set n [string first $used $bits]} {$n >= 0} {set n [string first $used $bits $end]} {
		set end [string first [expr {!$used}] $bits $n]
		set end [expr {$end < 0 ? $pages : $end}]
		lappend found $n $end
	}
	return $found
}

# ---------------------------------------------------------------- page tables

set entry_address 0x000ffffffffff000

# The entries in use of a table: number and value of each.
proc entries_in {table} {
	set found {}
	binary scan [binary decode hex [peek $table 4096]] w512 entries
	for {set n 0} {$n < 512} {incr n} {
		if {[lindex $entries $n] & 1} {
			lappend found $n [lindex $entries $n]
		}
	}
	return $found
}

# Does an entry lead to another table? A larger page: bit 7 on x86, no bit 1 on ARM.
proc leads_on {entry level} {
	return [expr {$level > 0 && ([on_arm] ? $entry & 2 : !($entry & 0x80))}]
}

# The tables of a tree, the root first.
proc tables_below {table level} {
	set found [list $table]
	foreach {n entry} [entries_in $table] {
		if {[leads_on $entry $level]} {
			lappend found {*}[tables_below [expr {$entry & $::entry_address}] [expr {$level - 1}]]
		}
	}
	return $found
}

# All that a table maps, from ADDRESS on: address, size, where it leads and the entry of each page.
proc pages_below {table level address} {
	set found {}
	set size [expr {1 << 12 + 9 * $level}]
	foreach {n entry} [entries_in $table] {
		set at [expr {$address + $n * $size}]
		set physical [expr {$entry & $::entry_address}]
		if {[leads_on $entry $level]} {
			lappend found {*}[pages_below $physical [expr {$level - 1}] $at]
		} else {
			lappend found [list $at $size [expr {$physical & -$size}] $entry]
		}
	}
	return $found
}

# Where a CPU's registers of EL2 are kept that bound its cell: HCR, VTTBR, VTCR and others, ten of them.
proc control_of {cpu} {
	return [expr {[private_of $cpu] + $::flip_stack_size + 0x4080}]
}

# The root of the second-stage tables of a CPU's cell, and its level.
proc stage2_of {cpu} {
	if {![on_arm]} {
		return [list [peek64 [expr {[vmcb_of $cpu] + 0xb0}]] 3]
	}
	lassign [lmap field {8 16} {peek64 [expr {[control_of $cpu] + $field}]}] vttbr vtcr
	return [list [expr {$vttbr & 0xfffffffff000}] [expr {($vtcr >> 6 & 3) == 2 ? 3 : 2}]]
}

# A CPU's own tables of the hypervisor's address space: the root, and three below it.
proc own_tables {cpu} {
	return [expr {[private_of $cpu] + $::flip_stack_size + ([on_arm] ? 0 : 0x2000)}]
}
