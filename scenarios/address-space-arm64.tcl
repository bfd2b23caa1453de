# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Inside the hypervisor code alone is executable and nobody writes to it, a guard page lies below
#   each stack, a CPU's private memory is in no other CPU's tables, and of the memory of Linux and cells
#   nothing is mapped but the links' tables of states. What Linux and a cell have is mapped to them by the
#   largest pages that fit, also when another cell took something out and gave it back.
# machines: arm64 gicv2
# needs: cell:tick-1 inmate:fault
# tags: isolation
# timeout: 300

# Here the emulator does not show the translation tables: walk them in memory. Each CPU's root table
# lies behind the stack in its area, and the areas behind the hypervisor's image.

source [file join [file dirname [info script]] lib gdb.tcl]
source [file join [file dirname [info script]] lib hvmemory.tcl]

set stack_size 0x4000
set private_base 0x8000001000
set private_end 0x8000200000
set output_bits 0x0000fffffffff000

set hypervisor [hypervisor_base]
# the whole of its 6 MiB; behind it the slots of cells, in one of which the links are
set hypervisor_end [expr {$hypervisor + 0x600000}]
set link [expr {$hypervisor_end + 36 * 0x200000}]
set states [list [format 0x%llx+0x1000 $link] [format 0x%llx+0x1000 [expr {$link + 0x100000}]]]

# Entries of the table at a physical address.
proc table {physical} {
	binary scan [binary format H* [peek $physical 4096]] wu512 entries
	return $entries
}

# {address physical size rights} of all that a CPU's root table maps.
proc mapped_by {root} {
	return [lmap page [pages_below $root 3 0] {
		lassign $page address size physical entry
		set rights [expr {$entry & 0x80 ? "" : "w"}]
		append rights [expr {$entry & 1 << 54 ? "" : "x"}]
		list $address $physical $size $rights
	}]
}

proc is_private {address} {
	global private_base private_end
	return [expr {$address >= $private_base - 0x1000 && $address < $private_end}]
}

enable
start_quiet tick-1
set core_size [peek64 [expr {$hypervisor + 8}]]
set area_size [peek64 [expr {$hypervisor + 16}]]
set text_start [expr {$hypervisor + [peek64 [expr {$hypervisor + 80}]]}]
set text_end [expr {$hypervisor + [peek64 [expr {$hypervisor + 88}]]}]

for {set cpu 0} {$cpu < [cpus]} {incr cpu} {
	set root [expr {$hypervisor + $core_size + $cpu * $area_size + $stack_size}]
	set mapped($cpu) [mapped_by $root]
	check {[llength $mapped($cpu)] > 20} "CPU $cpu's tables could be read"
}

step "code can be executed and not written, everything else not executed"
foreach cpu [array names mapped] {
	set code 0
	foreach page $mapped($cpu) {
		lassign $page address physical size rights
		set in_text [expr {$physical >= $text_start && $physical + $size <= $text_end}]
		check {[string match "*x" $rights] == $in_text} \
			"CPU $cpu, [format 0x%llx $address] ($rights) is executable if it is code"
		check {!$in_text || $rights eq "x"} "CPU $cpu, code at [format 0x%llx $address] is not writable"
		incr code [expr {$in_text ? $size : 0}]
	}
	check {$code == $text_end - $text_start} "CPU $cpu maps all of the code, once"
}

step "a guard page lies below the stack; what is above it is the CPU's own"
foreach cpu [array names mapped] {
	set own($cpu) {}
	set lowest ""
	foreach page $mapped($cpu) {
		lassign $page address physical size
		if {[is_private $address]} {
			lappend own($cpu) $physical
			set lowest [expr {$lowest eq "" ? $address : min($lowest, $address)}]
		}
	}
	check {$lowest == $private_base} "CPU $cpu: the page below the stack is not mapped"
	check {[llength $own($cpu)] > $stack_size / 0x1000} "CPU $cpu has private pages"
}

step "no other CPU maps it"
foreach cpu [array names mapped] {
	foreach other [array names mapped] {
		foreach page $mapped($other) {
			lassign $page address physical size
			if {$cpu == $other && [is_private $address]} {
				continue
			}
			foreach private $own($cpu) {
				check {$private < $physical || $private >= $physical + $size} \
					"CPU $other does not map CPU $cpu's page [format 0x%llx $private] at [format 0x%llx $address]"
			}
		}
	}
}

step "of the memory of Linux and cells the links' tables of states are mapped, and nothing else"
foreach cpu [array names mapped] {
	set foreign {}
	foreach page $mapped($cpu) {
		lassign $page address physical size
		# RAM begins at 1 GiB; below it are device registers
		if {$physical >= 0x40000000 &&
		    ($physical < $hypervisor || $physical + $size > $hypervisor_end)} {
			lappend foreign [format 0x%llx+0x%x $physical $size]
		}
	}
	check {[lsort $foreign] eq $states} "CPU $cpu maps the tables of states alone"
}
expect_ticking tick-1

# {root table, its level} of what CPUs may access, {table of the cell with CPU 1 and of Linux}.
proc second_stages {} {
	set found {}
	gdb::connect
	foreach cpu {0 1} {
		set vttbr [gdb::system_register $cpu VTTBR_EL2]
		# it begins one level lower where addresses are shorter than 44 bits
		set level [expr {([gdb::system_register $cpu VTCR_EL2] >> 6 & 3) == 2 ? 3 : 2}]
		lappend found [list [expr {$vttbr & $::output_bits}] $level]
	}
	gdb::go
	return $found
}

# Is what 512 entries of LEVEL map one page of the level above?
proc is_one {entries level} {
	set size [expr {1 << 12 + 9 * $level}]
	set expected [lindex $entries 0]
	if {!($expected & 1) || $level > 1 || $level && $expected & 2 ||
	    ($expected & $::output_bits) % (512 * $size)} {
		return 0
	}
	foreach entry $entries {
		if {$entry != $expected} {
			return 0
		}
		incr expected $size
	}
	return 1
}

# Linux' registers and its ports of PCI are regions that meet within a large page: each has its own.
set meeting 0x3eff0000

# Counts the pages of each level into the array; a table that one larger page could replace fails.
proc count_pages {physical level virtual counts} {
	upvar $counts pages
	set entries [table $physical]
	set end [expr {$virtual + (512 << 12 + 9 * $level)}]
	if {[is_one $entries $level] && ($virtual > $::meeting || $end <= $::meeting)} {
		fail "what is mapped at [format 0x%llx $virtual] by 512 entries could be one page"
	}
	foreach entry $entries {
		if {$entry & 1 && $level && $entry & 2} {
			count_pages [expr {$entry & $::output_bits}] [expr {$level - 1}] $virtual pages
		} elseif {$entry & 1} {
			incr pages($level)
		}
		incr virtual [expr {1 << 12 + 9 * $level}]
	}
}

step "Linux and cells have the largest pages that fit"
lassign [second_stages] linux cell
array set pages {0 0 1 0 2 0}
count_pages {*}$linux 0 pages
check {$pages(1) * 2 + $pages(2) * 1024 > 900} "RAM of Linux is mapped by large pages"
set before [array get pages]
array set pages {0 0 1 0 2 0}
count_pages {*}$cell 0 pages
check {$pages(0) > 0} "the cell's tables could be read"
cell destroy tick-1
array set pages {0 0 1 0 2 0}
count_pages {*}$linux 0 pages
check {$pages(0) < [dict get $before 0] || $pages(1) > [dict get $before 1]} \
	"Linux has large pages again where the cell was: [array get pages], before $before"
disable
