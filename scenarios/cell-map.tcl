# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Of all addresses that a cell can name, and Linux, each page leads where the configuration says,
#   with its rights; what the configuration does not name leads nowhere.
# machines: svm arm64 gicv2
# needs: cell:hostile cell:tick-1 inmate:fault
# tags: isolation
# timeout: 300

# The second-stage tables are walked from outside, while cells and Linux run.

source [file join [file dirname [info script]] lib more.tcl]
source [file join [file dirname [info script]] lib hvmemory.tcl]
source [file join [file dirname [info script]] lib grants.tcl]

# READ, WRITE and EXECUTE of regions; what else matters here
set rights_mask 7
set io 0x10
set comm_region 0x20
set rootshared 0x80

# The rights that an entry gives, as those of regions. ARM: S2AP and XN; AMD's nested tables: W, NX.
proc rights_in {entry} {
	if {[on_arm]} {
		return [expr {($entry >> 6 & 3) | ($entry >> 53 & 3 ? 0 : 4)}]
	}
	return [expr {1 | ($entry & 2) | ($entry >> 63 & 1 ? 0 : 4)}]
}

# {address size physical rights} of all that a CPU's cell may reach.
proc reached_by {cpu} {
	return [lmap page [pages_below {*}[stage2_of $cpu] 0] {
		lreplace $page 3 3 [rights_in [lindex $page 3]]
	}]
}

# Neighbours that are one, whatever the pages' sizes.
proc joined {stretches} {
	set found {}
	foreach stretch [lsort -integer -index 0 $stretches] {
		lassign $stretch at size physical rights
		lassign [lindex $found end] last last_size last_physical last_rights
		if {$found ne {} && $last + $last_size == $at && $last_physical + $last_size == $physical &&
		    $last_rights == $rights} {
			lset found end 1 [expr {$last_size + $size}]
		} else {
			lappend found $stretch
		}
	}
	return $found
}

# What is left of stretches without the memory from START on.
proc without {stretches start length} {
	set left {}
	foreach stretch $stretches {
		lassign $stretch at size physical rights
		set before [expr {min(max($start - $physical, 0), $size)}]
		set behind [expr {min(max($physical + $size - $start - $length, 0), $size)}]
		if {$before + $behind >= $size} {
			lappend left $stretch
			continue
		}
		if {$before > 0} {
			lappend left [list $at $before $physical $rights]
		}
		if {$behind > 0} {
			lappend left [list [expr {$at + $size - $behind}] $behind [expr {$physical + $size - $behind}] $rights]
		}
	}
	return $left
}

# {start of memory, of addresses, length, flags} of each region of a cell.
proc regions_of {bytes} {
	binary scan $bytes @44iu8 numbers
	lassign $numbers - cpu_bytes count
	return [grant::elements $bytes [expr {132 + $cpu_bytes}] $count 32 {wu 0 wu 8 wu 16 wu 24}]
}

# What a cell's tables have to say. Regions that are a part of a page are not in them: each access is looked at.
proc expected_of {regions comm_page} {
	set found {}
	foreach region $regions {
		lassign $region physical at size flags
		if {$size == 0 || ($at | $size) & 0xfff} {
			continue
		}
		if {$flags & $::comm_region} {
			set physical $comm_page
		}
		set rights [expr {$flags & $::rights_mask}]
		if {[on_arm]} {
			# everything is code that is not declared as registers
			set rights [expr {($rights & 3) | ($flags & $::io ? 0 : 4)}]
		}
		lappend found [list $at $size $physical $rights]
	}
	return $found
}

proc show {stretches} {
	return [join [lmap stretch $stretches {format "0x%llx+0x%llx->0x%llx:%d" {*}$stretch}] " "]
}

proc compare {name found expected} {
	set found [joined $found]
	set expected [joined $expected]
	step "$name: [llength $found] stretches of addresses"
	foreach stretch $found {
		if {$stretch ni $expected} {
			fail "$name reaches [show [list $stretch]]; it may reach [show $expected]"
		}
	}
	foreach stretch $expected {
		if {$stretch ni $found} {
			fail "$name may reach [show [list $stretch]]; it reaches [show $found]"
		}
	}
}

# The page of the hypervisor that a cell shares with it.
proc comm_page_of {regions mapped} {
	foreach region $regions {
		lassign $region - at size flags
		if {!($flags & $::comm_region)} {
			continue
		}
		foreach stretch $mapped {
			lassign $stretch start length physical
			if {$start == $at} {
				check {$physical >= [hypervisor_base] && $physical < [hypervisor_base] + 0x600000} \
					"the communication page is the hypervisor's"
				return $physical
			}
		}
		fail "the communication page is not mapped: [show [joined $mapped]]"
	}
	return 0
}

# What each cell finds at its interrupt controller: its CPU's local APIC, to be read, or the virtual CPU interface of a GICv2.
proc interrupt_controller {system} {
	if {![on_arm]} {
		return [expr {[has_x2apic] ? {} : [list [list [expr {0xfee00000}] 4096 [expr {0xfee00000}] 1]]}]
	}
	binary scan $system @324wu@340wu interface virtual
	return [expr {[grant::board gic] == 2 ? [list [list $interface 8192 $virtual 3]] : {}}]
}

# What Linux finds where the hypervisor is: pages of zeros, and the page of its console, to be read.
proc without_hypervisor {mapped} {
	set base [hypervisor_base]
	set console [expr {$base + [peek64 [expr {$base + 32}]]}]
	set left {}
	set pages {}
	foreach stretch $mapped {
		lassign $stretch at size physical rights
		if {$at >= $base && $at < $base + 0x600000} {
			check {$rights == 1} "Linux may only read what is at the hypervisor's address [show [list $stretch]]"
			lappend pages $physical
			check {$physical != $console || $at == $console} "the page of the console is where it is"
		} else {
			lappend left $stretch
		}
	}
	check {[llength $pages] == 0x600} "Linux finds a page for each of the hypervisor's"
	foreach page [lsort -unique $pages] {
		check {$page == $console || [peek $page 4096] eq [string repeat 0 8192]} \
			"Linux reads zeros at the hypervisor's addresses: [format 0x%llx $page]"
	}
	return $left
}

enable
set system [grant::configuration $::env(YARD_MACHINE) 60]
grant::learn_system $system [has_x2apic]
set controller [interrupt_controller $system]
set taken {}
foreach {name cpu} {tick-1 1 hostile 3} {
	start_quiet $name
	set regions [regions_of [grant::configuration $name 60]]
	set mapped [reached_by $cpu]
	compare $name $mapped [concat $controller [expected_of $regions [comm_page_of $regions $mapped]]]
	foreach region $regions {
		lassign $region physical - size flags
		if {!($flags & ($::rootshared | $::comm_region))} {
			# of a page that is given away in part, Linux keeps nothing
			set end [expr {($physical + $size + 0xfff) & ~0xfff}]
			set physical [expr {$physical & ~0xfff}]
			lappend taken $physical [expr {$end - $physical}]
		}
	}
}
set expected [expected_of [regions_of [string range $system 356 end]] 0]
foreach {start length} $taken {
	set expected [without $expected $start $length]
}
compare Linux [without_hypervisor [reached_by 0]] [concat $controller $expected]
