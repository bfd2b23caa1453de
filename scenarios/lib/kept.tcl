# SPDX-License-Identifier: GPL-2.0-only
#
# What faults in a victim must not change: canaries in memory of others, what the hypervisor keeps of
# others, and Linux' constants. The harness remembers all of it, and compares it from outside.

source [file join [file dirname [info script]] hvmemory.tcl]

set canary_byte 0x5a
# address, length and name of what was remembered
set kept_names {}

# Remember memory as it is now.
proc keep {address length name} {
	cellyard::request keep "[format 0x%llx $address] $length"
	lappend ::kept_names $address $length $name
}

proc keep_canary {address length name} {
	cellyard::request fill "[format 0x%llx $address] $length $::canary_byte"
	keep $address $length $name
}

# The first difference to what was remembered, as a sentence, or nothing.
proc what_changed {} {
	lassign [cellyard::request changed] address was is
	if {$address eq ""} {
		return ""
	}
	foreach {start length name} $::kept_names {
		if {$address >= $start && $address < $start + $length} {
			return "$name was changed at $address: it was $was, and is $is"
		}
	}
}

# ---------------------------------------------------------------- canaries

# Slots of 2 MiB in the reserve of Linux that no cell has in campaigns.
set slots_of_nobody {0 1 2 3 4 9 10 11 12 13 23 24 26 27 28 29 30 31 32 33 34 35 36 37}

# Victims are the cells whose memory may change as they like: what they do to themselves is their own.
# `anyone`: cells come and go that get whatever Linux has; what one gets is cleared.
proc place_canaries {{victims {}}} {
	keep_canary [expr {[ram_of tick-1] + 0x80000}] 0x40000 "the canary in memory of tick-1"
	if {$victims eq "anyone"} {
		return
	}
	# behind the last section of the link, to the end of the slot
	keep_canary [expr {[ram_of hostile] + 0x184000}] 0x7c000 "the canary in memory of nobody"
	if {"fault-demo" ni $victims} {
		keep_canary [ram_of fault-demo] 0x100000 "the canary in memory that is fault-demo's"
	}
	# the second half of each slot is Linux' own
	foreach name {tick-1 fault-demo} {
		keep_canary [expr {[ram_of $name] + 0x140000}] 0x10000 "the canary in Linux' reserve"
	}
	foreach slot $::slots_of_nobody {
		set start [expr {[hypervisor_base] + 0x600000 + 0x200000 * $slot}]
		foreach offset {0 0x1f0000} {
			keep_canary [expr {$start + $offset}] 0x10000 "the canary in Linux' reserve"
		}
	}
}

# In the victim's own memory, behind its program: what changes there it may have done itself, which is
# told with what became of it.
proc place_own_canary {victim} {
	cellyard::request fill "[format 0x%llx [expr {[ram_of $victim] + 0x80000}]] 0x10000 $::canary_byte"
}

proc own_damage {victim} {
	set found [peek [expr {[ram_of $victim] + 0x80000}] 0x10000]
	if {$found eq [string repeat [format %02x $::canary_byte] 0x10000]} {
		return ""
	}
	place_own_canary $victim
	return [format "the canary in its own memory was changed at 0x%x" \
			[expr {0x80000 + [string length [lindex [regexp -inline {^(?:5a)*} $found] 0]] / 2}]]
}

# ---------------------------------------------------------------- the hypervisor

# Is it ELF file and machine that belong together?
proc check_pool {} {
	set used 0
	foreach {first end} [pool_stretches 1] {
		incr used [expr {$end - $first}]
	}
	check {[lindex [page_pool] 2] == $used && [pool_used] == $used} \
		"the map of the hypervisor's pages is where its symbols say"
}

# Code, constants, the pools, and pages that nobody uses.
proc keep_image_and_pools {} {
	set start [symbol __text_start]
	keep $start [expr {[symbol __rodata_end] - $start}] "the hypervisor's code and constants"
	set behind [expr {[private_of 0] + [peek32 [expr {[hypervisor_base] + 48}]] *
			  [peek64 [expr {[hypervisor_base] + 16}]]}]
	lassign [page_pool] pool pages - bitmap
	keep $behind [expr {$pool - $behind}] "the system's configuration"
	keep [symbol mem_pool] 32 "the account of the hypervisor's pages"
	keep $bitmap [expr {$pages / 8}] "the map of the hypervisor's pages"
	keep [symbol remap_pool] 32 "the account of the hypervisor's addresses"
	keep [symbol remap_bitmap] 16384 "the map of the hypervisor's addresses"
	foreach {first end} [pool_stretches 0] {
		keep_canary [expr {$pool + 4096 * $first}] [expr {4096 * ($end - $first)}] \
			"the canary in a free page of the hypervisor"
	}
	foreach {first end} [pool_stretches 1] {
		for {set at [expr {$pool + 4096 * $first}]} {$at < $pool + 4096 * $end} {incr at 4096} {
			if {[peek $at 6] eq "4a4843454c4c"} {
				keep $at 4096 "the hypervisor's copy of a cell's configuration"
			}
		}
	}
}

# What the hypervisor keeps of a CPU and its cell, and never changes but when it manages cells.
proc keep_cpu {cpu} {
	set own [own_tables $cpu]
	# without the entry of the window on physical memory
	set window [expr {$own + 0x2008}]
	keep $own [expr {$window - $own}] "a table of the hypervisor's address space on CPU $cpu"
	keep [expr {$window + 8}] 0x1ff0 "a table of the hypervisor's address space on CPU $cpu"
	if {[on_arm]} {
		keep [control_of $cpu] 80 "the record of CPU $cpu's registers of EL2"
	} else {
		set vmcb [vmcb_of $cpu]
		# less what changes when an NMI is under way, and what is new for each entry
		foreach {offset length} {0x000 12 0x010 4 0x040 16 0x058 4 0x090 8 0x0b0 8} {
			keep [expr {$vmcb + $offset}] $length "the VMCB of CPU $cpu"
		}
	}
}

# Each page once, whoever leads to it.
proc keep_page {page name} {
	if {![info exists ::page_is_kept($page)]} {
		set ::page_is_kept($page) 1
		keep $page 4096 $name
	}
}

# What a CPU's cell may reach.
proc keep_permissions {cpu} {
	foreach page [tables_below {*}[stage2_of $cpu]] {
		keep_page $page "a second-stage table of CPU $cpu"
	}
	if {![on_arm]} {
		set vmcb [vmcb_of $cpu]
		foreach {offset pages name} {0x40 3 "map of ports" 0x48 2 "map of MSRs"} {
			set start [peek64 [expr {$vmcb + $offset}]]
			for {set n 0} {$n < $pages} {incr n} {
				keep_page [expr {$start + 4096 * $n}] "the $name of CPU $cpu"
			}
		}
	}
}

# All that the hypervisor keeps of others than the cell with this CPU.
proc keep_hypervisor {victim_cpu} {
	check_pool
	keep_image_and_pools
	for {set cpu 0} {$cpu < [cpus]} {incr cpu} {
		if {$cpu != $victim_cpu} {
			keep_cpu $cpu
			keep_permissions $cpu
		}
	}
	# that of all CPUs is below the last entry of each one's root
	set shared [expr {[peek64 [expr {[own_tables 0] + 511 * 8}]] & $::entry_address}]
	foreach page [tables_below $shared 2] {
		keep_page $page "a table of the hypervisor's address space"
	}
}

# ---------------------------------------------------------------- Linux

# Its constants, and on ARM, where they are one, its code.
proc keep_constants_of_linux {} {
	set name [expr {[on_arm] ? "Kernel code" : "Kernel rodata"}]
	set line [linux "grep '$name' /proc/iomem"]
	check {[regexp {([0-9a-f]+)-([0-9a-f]+) :} $line - first last]} "Linux says where its constants are: $line"
	keep 0x$first [expr {"0x$last" + 1 - "0x$first"}] "what is constant in Linux"
}
