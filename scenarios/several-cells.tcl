# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Three cells run side by side; `cell list` and `cell stats` tell the truth about each, and
#   destroying one of them does not disturb the others.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-2 cell:tick-3 inmate:fault inmate:tiny-demo
# tags: lifecycle
# timeout: 600

# cell list as it stands: a row of each cell.
proc list_row {id name state assigned failed} {
	return [string trimright [format %-8s%-24s%-18s%-24s%-24s $id $name $state $assigned $failed]]
}

proc expect_list {args} {
	set expected [list [list_row ID Name State "Assigned CPUs" "Failed CPUs"]]
	lappend expected {*}$args
	set found {}
	foreach line [split [linux {jailhouse cell list}] \n] {
		lappend found [string trimright $line]
	}
	if {$found ne $expected} {
		fail "cell list shows [join $found \n], expected [join $expected \n]"
	}
}

# Totals by `cell stats --batch` as a dictionary.
proc stats_of {name} {
	set totals {}
	foreach line [split [linux "TERM=dumb jailhouse cell stats $name --batch"] \n] {
		if {![regexp {^(vmexits_\w+) +(\d+) +(-?\d+)$} $line - counter total]} {
			fail "cell stats --batch printed `$line`"
		}
		dict set totals $counter $total
	}
	return $totals
}

enable
foreach n {1 2 3} {
	start_quiet tick-$n
}
foreach n {1 2 3} {
	expect_ticking tick-$n
}
expect_list [list_row 0 [machine] running 0 ""] [list_row 1 tick-1 running 1 ""] \
	[list_row 2 tick-2 running 2 ""] [list_row 3 tick-3 running 3 ""]

step "statistics: all counters, of which those of a ticking cell move that must"
set before [stats_of tick-2]
check {[dict size $before] == [expr {[on_arm] ? 9 : 12}]} "all counters are listed: [dict keys $before]"
expect_ticking tick-2
expect_ticking tick-2
set after [stats_of tick-2]
# it programs its timer by x2APIC registers; on xAPIC hardware all of them trap
if {![has_x2apic]} {
	check {[dict get $after vmexits_total] > [dict get $before vmexits_total]} "exits are counted"
	check {[dict get $after [tick_counter]] > [dict get $before [tick_counter]]} "[tick_counter]"
}
# its serial port is its own, and it asks the hypervisor nothing
foreach counter [expr {[on_arm] ? {mmio hypercall maintenance virt_sgi psci smccc}
			: {mmio hypercall pio xsetbv exception}}] {
	check {[dict get $after vmexits_$counter] == [dict get $before vmexits_$counter]} \
		"nothing happened that counts as $counter"
}
foreach {counter total} $after {
	check {$total <= [dict get $after vmexits_total]} "$counter is part of the total"
}

step "counters go with the CPUs"
set folder [folder_of tick-2]
check {[linux "ls -d $folder/statistics/cpu* | wc -l"] == 1} "one CPU has counters"
set sum [cell_counter tick-2 vmexits_total]
set cpu [cell_counter tick-2 vmexits_total 2]
check {$cpu >= $sum && $cpu <= [cell_counter tick-2 vmexits_total]} "the CPU counts for the cell"
set folder [folder_of [machine]]
check {[linux "ls -d $folder/statistics/cpu*"] eq "$folder/statistics/cpu0"} \
	"the root cell's counters are those of CPU 0, which it has left"

step "the middle one goes; its neighbours do not notice"
cell destroy tick-2
expect_list [list_row 0 [machine] running 0,2 ""] [list_row 1 tick-1 running 1 ""] \
	[list_row 3 tick-3 running 3 ""]
expect_still [heartbeat_of tick-2] [heartbeat_of tick-1]
expect_ticking tick-3
foreach name {tick-1 tick-3} {
	expect_state $name "running"
}
linux {taskset -c 2 true}

step "its place is taken again, with counters from zero, by another program"
cell create tick-2
check {[cell_counter tick-2 [tick_counter]] == 0} "a CPU that changes hands counts from zero"
expect_list [list_row 0 [machine] running 0 ""] [list_row 1 tick-1 running 1 ""] \
	[list_row 2 tick-2 "shut down" 2 ""] [list_row 3 tick-3 running 3 ""]
cell load tick-2 /inmates/tiny-demo.bin
cell start tick-2
expect_hv "Hello from this tiny cell!"
expect_hv "Timer:"
expect_ticking tick-1
expect_ticking tick-3

step "disable takes all of them away"
disable
expect_cpus 4
