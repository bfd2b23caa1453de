# SPDX-License-Identifier: GPL-2.0-only
#
# claim: What the hypervisor executes for an event is the same number of instructions each time, and
#   none above its budget in bench.tsv.
# machines: svm virt-arm64-gicv3 virt-arm64-gicv2
# needs: cell:bench cell:bench-peer cell:bench-regions cell:veth-1 inmate:bench cell:tiny-demo inmate:tiny-demo
# tags: exits bench
# counts: hypervisor
# timeout: 600

source [file join [file dirname [info script]] lib more.tcl]

# how much above its budget an event may be: compilers differ
set tolerance 1.2

# Lines of the counter's log that came since the last call, as lists.
set log [open $env(YARD_COUNTS)]
proc new_lines {} {
	global log
	return [lmap line [split [string trim [read $log]] \n] {split $line}]
}

# What was counted: event -> {instructions exits}.
set counts [dict create]

# The long stays in the hypervisor that a management command caused, without the waiting: the longest, or all of them
# where several CPUs share the work.
proc count_stay {event which command} {
	new_lines
	uplevel #0 $command
	set stays {}
	foreach line [new_lines] {
		if {[lindex $line 0] eq "stay"} {
			lassign $line - cpu instructions waited
			lappend stays [expr {$instructions - $waited}]
		}
	}
	check {[llength $stays] > 0} "the counter saw a stay in the hypervisor"
	dict set ::counts $event [list [::tcl::mathfunc::$which {*}$stays] 1]
}
proc ::tcl::mathfunc::sum {args} {
	return [::tcl::mathop::+ {*}$args]
}

# The names that inmates gave to their events: number -> name.
proc announced {} {
	set names [dict create]
	foreach {- number name} [regexp -all -inline {bench: event (\d+) (\S+)\n} [hv_text]] {
		dict set names $number $name
	}
	return $names
}

# All that the hypervisor's console has shown from a point of time on.
proc hv_text {} {
	set channel [open [file join $::env(YARD_RESULTS) hypervisor.log]]
	set text [string map {\r ""} [read $channel]]
	close $channel
	return $text
}

# From pairs of markers: number of the event -> list of {instructions exits own} of its rounds.
proc rounds {lines} {
	set rounds [dict create]
	foreach line $lines {
		if {[lindex $line 0] ne "mark"} {
			continue
		}
		lassign $line - cpu number hypervisor exits cell
		if {$number % 2 == 0} {
			set begun($cpu) [list $hypervisor $exits $cell]
			continue
		}
		# the first may have begun before these lines
		if {![info exists begun($cpu)]} {
			continue
		}
		dict lappend rounds [expr {$number / 2}] \
			[lmap now [list $hypervisor $exits $cell] before $begun($cpu) {expr {$now - $before}}]
	}
	return $rounds
}

# The first round may find something cold; all others must agree.
proc take_rounds {lines {suffix ""}} {
	set names [announced]
	dict for {number list} [rounds $lines] {
		set name [dict get $names $number]$suffix
		lassign [lindex $list end] instructions exits own
		foreach round [lrange $list 1 end] {
			check {[lrange $round 0 1] eq [list $instructions $exits]} \
				"each round of $name takes the same instructions and exits"
		}
		if {$name eq "calibration"} {
			check {[lrange $list 1 end] eq [lrepeat [expr {[llength $list] - 1}] [list 0 0 [calibrated]]]} \
				"the calibration loop is counted exactly"
			continue
		}
		dict set ::counts $name [list $instructions $exits]
	}
}

# Where Linux is at the other end a round may see one thing more or less: what two thirds of them
# took, or nothing if there is no such number.
proc take_commonest {lines event} {
	dict for {number list} [rounds $lines] {
		if {![dict exists [announced] $number] || [dict get [announced] $number] ne $event} {
			continue
		}
		set times [dict create]
		foreach round $list {
			dict incr times [lrange $round 0 1]
		}
		lassign [lrange [lsort -integer -stride 2 -index 1 $times] end-1 end] count most
		if {3 * $most > 2 * [llength $list]} {
			dict set ::counts $event $count
		}
		lappend ::rounds_seen($event) $times
	}
}

proc calibrated {} {
	regexp {calibration takes (\d+) instructions} [hv_text] - expected
	return $expected
}

# Bytes of the hypervisor's image that never change.
proc count_image {lines} {
	foreach line $lines {
		if {[lindex $line 0] eq "image"} {
			lassign $line - text rodata
			dict set ::counts text+rodata [list [expr {$text + $rodata}] 0]
		}
	}
}

proc write_counts {} {
	set channel [open [file join $::env(YARD_RESULTS) counts.tsv] w]
	puts $channel "event\tinstructions\texits"
	dict for {event count} $::counts {
		puts $channel [join [list $event {*}$count] \t]
	}
	close $channel
}

# The budgets of this machine: event -> instructions.
proc budgets {} {
	set channel [open [file join [file dirname [info script]] bench.tsv]]
	set rows [lmap line [split [string trim [read $channel]] \n] {
		if {[string match "#*" $line]} {
			continue
		}
		split $line \t
	}]
	close $channel
	set column [lsearch -exact [lindex $rows 0] [machine]]
	set budgets [dict create]
	foreach row [lrange $rows 1 end] {
		set field [lindex $row $column]
		if {$field ne "-"} {
			dict set budgets [lindex $row 0] [lindex [split $field :] 1]
		}
	}
	return $budgets
}

count_image [new_lines]
# the first CPU begins, the last one to come ends
count_stay enable sum {
	enable
}
count_stay create max {
	cell create tiny-demo
}
cell load tiny-demo
cell start tiny-demo
expect_hv "Hello from this tiny cell!"
count_stay destroy max {
	cell destroy tiny-demo
}

step "the events of a cell and its peer"
new_lines
cell create bench-peer
cell create bench
cell load bench-peer /inmates/bench.bin
cell load bench /inmates/bench.bin {*}[expr {[has_x2apic] || $env(YARD_ARCH) ne "x86" ? {} : {-s xapic -a 0x1000}}]
cell start bench-peer
expect_hv "bench: event"
cell start bench
expect_hv "bench: done"
take_rounds [new_lines]
cell destroy bench

step "the same with 128 further regions"
cell create bench-regions
cell load bench-regions /inmates/bench.bin -s only=sub-page -a 0x1000
new_lines
cell start bench-regions
expect_hv "bench: done"
take_rounds [new_lines] -128
cell destroy bench-regions
cell destroy bench-peer

step "frames of root Linux that a cell answers, one by one and sixteen at a time"
linux {insmod /lib/modules/ivshmem_net.ko}
linux {echo 1 > /proc/sys/net/ipv6/conf/jh_ivshmem0/disable_ipv6}
linux {ip addr add 192.168.19.1/24 dev jh_ivshmem0 && ip link set jh_ivshmem0 up}
cell create veth-1
foreach {portion pings event} {1 16 veth-frame  16 160 veth-frames-16} {
	cell load veth-1 /inmates/bench.bin -s "only=veth portion=$portion" -a 0x1000
	cell start veth-1
	await_true {[linux {cat /sys/class/net/jh_ivshmem0/carrier}] == 1} "the carrier comes"
	new_lines
	# a host that is busy elsewhere may let more than a portion gather, or less
	set rounds_seen($event) {}
	for {set try 0} {$try < 10 && ![dict exists $counts $event]} {incr try} {
		linux "ping -c $pings -i 0.01 -q 192.168.19.2" -timeout 60
		take_commonest [new_lines] $event
	}
	check {[dict exists $counts $event]} "most rounds of $event agree: $rounds_seen($event)"
	cell shutdown veth-1
}
cell destroy veth-1
disable

write_counts
set over {}
dict for {event budget} [budgets] {
	check {[dict exists $counts $event]} "event $event was counted"
	set instructions [lindex [dict get $counts $event] 0]
	if {$instructions > $budget * $tolerance} {
		lappend over "$event took $instructions instructions, its budget is $budget"
	}
}
check {![llength $over]} "no event is above its budget in bench.tsv: [join $over {; }]"
