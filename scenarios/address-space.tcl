# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Inside the hypervisor no page is both writable and executable, a guard page lies below
#   each stack, a CPU's private memory is in no other CPU's tables, and cells' memory is only read.
# machines: svm
# needs: cell:tick-2 inmate:fault
# tags: isolation
# timeout: 600

# x86 alone: address-space-arm64 does it for ARM.

set window_start 0xffff800000000000
set window_end 0xffffc00000000000
set guard 0x40000000
set private_end 0x40200000
set large_page 0x200000

# Ask QEMU about one CPU.
proc on_cpu {cpu command} {
	return [qmp "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"$command\",\"cpu-index\":$cpu}}"]
}

# {address physical flags} of every page that a CPU's tables map, as QEMU walks them.
proc pages {cpu} {
	set found {}
	foreach {line address physical flags} \
	    [regexp -all -inline {([0-9a-f]{16}): ([0-9a-f]{16}) ([-XGPDACTUW]{9})} [on_cpu $cpu "info tlb"]] {
		lappend found [list 0x$address 0x$physical $flags]
	}
	return $found
}

proc in_window {address} {
	global window_start window_end
	return [expr {$address >= $window_start && $address < $window_end}]
}

# A cell that answers nothing keeps the CPU that asks it, and all others of root, in the hypervisor: for a minute, as
# this one has no .msg_reply_timeout of its own.
enable
cell create tick-2
cell load tick-2 /inmates/fault.bin -s "fault=hang" -a 0x1000
cell start tick-2
expect_hv "About to: hang"
linux_type "jailhouse cell shutdown tick-2\r"
step "root's CPUs are in the hypervisor"
set deadline [expr {[cellyard::now] + 50000}]
# An exit of its own takes a CPU there for a moment, too: look while the machine stands still.
proc all_inside {} {
	foreach cpu {0 1 3} {
		if {![regexp {RIP=fffffffff00} [on_cpu $cpu "info registers"]]} {
			return 0
		}
	}
	return 1
}

while {1} {
	qmp {{"execute":"stop"}}
	if {[all_inside]} {
		break
	}
	qmp {{"execute":"cont"}}
	# let them go on
	after 50
	check {[cellyard::now] < $deadline} "the CPUs of root have entered the hypervisor"
}

step "no page is writable and executable"
foreach cpu {0 1 3} {
	set mapped($cpu) [pages $cpu]
	check {[llength $mapped($cpu)] > 50} "CPU $cpu's tables could be read"
	foreach page $mapped($cpu) {
		lassign $page address physical flags
		check {[in_window $address] || [string match "*X*" $flags] || ![string match "*W" $flags]} \
		    "CPU $cpu, page $address ($flags) is writable or executable, not both"
	}
}

step "a guard page lies below the stack; what is above it is the CPU's own"
foreach cpu {0 1 3} {
	set lowest ""
	set own($cpu) {}
	foreach page $mapped($cpu) {
		lassign $page address physical flags
		if {$address >= $guard && $address < $private_end} {
			lappend own($cpu) [expr {$physical}]
			if {$lowest eq ""} {
				set lowest $address
			}
		}
	}
	check {$lowest == $guard + 0x1000} "CPU $cpu: the page below the stack is not mapped"
	check {[llength $own($cpu)] > 4} "CPU $cpu has private pages"
}

step "no other CPU maps it"
foreach cpu {0 1 3} {
	foreach other {0 1 3} {
		foreach page $mapped($other) {
			lassign $page address physical flags
			set size [expr {[string index $flags 2] eq "P" ? $large_page : 0x1000}]
			if {$cpu == $other || [in_window $address]} {
				continue
			}
			foreach private $own($cpu) {
				check {$private < $physical || $private >= $physical + $size} \
				    "CPU $other does not map CPU $cpu's private page [format 0x%x $private]"
			}
		}
	}
}

step "the cell's memory is only read"
set ranges 0
foreach cpu {0 1 3} {
	foreach {line start rights} \
	    [regexp -all -inline {([0-9a-f]{16})-[0-9a-f]{16} [0-9a-f]{16} ([-urw]{3})} [on_cpu $cpu "info mem"]] {
		if {[in_window 0x$start]} {
			incr ranges
			check {![string match "*w*" $rights]} "CPU $cpu: 0x$start ($rights) is read-only"
		}
	}
}
check {$ranges > 0} "the cell's memory is visible"
qmp {{"execute":"cont"}}
