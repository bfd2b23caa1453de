# SPDX-License-Identifier: GPL-2.0-only
#
# Why a victim of flipped bits says nothing any more. A cause with a name stands before the evidence,
# between brackets: there the victim's own state is such that nobody could know (enum try_cause in
# harness/results/tries.h). A silence without one is a defect.

# As far as the victim's program goes, from address 0.
set flip_program 0x18000
# A timer that is further away than this, in seconds, is as good as off.
set timer_patience 5
# What the hypervisor said when it was asked to wake the victim up; nothing while it was not.
set said_when_woken ""

proc without_cause {evidence} {
	return [regsub {^\[[-a-z]+\] } $evidence ""]
}

# ---------------------------------------------------------------- where it is

proc takes_no_interrupts {} {
	set flags [gdb::register $::flip_cpu [expr {[on_arm] ? "cpsr" : "eflags"}]]
	return [expr {[on_arm] ? $flags >> 7 & 1 : !($flags >> 9 & 1)}]
}

proc place_of_victim {} {
	return [gdb::register $::flip_cpu [expr {[on_arm] ? "pc" : "rip"}]]
}

# Where its program goes, a few instructions long, and at each of them whether it takes no interrupts.
proc follow_victim {} {
	set places {}
	set masked {}
	try {
		stop_in_cell $::flip_cpu
		for {set n 0} {$n < 12 && ![in_hypervisor $::flip_cpu]} {incr n} {
			lappend places [place_of_victim]
			lappend masked [takes_no_interrupts]
			gdb::step $::flip_cpu
		}
	} trap NONE {} {
		# it never comes out, or sleeps
	}
	gdb::go
	return [list $places $masked]
}

# What the victim's CPU does, a few times: where it stands, and whether its program never takes interrupts.
proc sample_victim {} {
	set samples {}
	set masked ""
	for {set n 0} {$n < 8} {incr n} {
		gdb::stop
		if {[in_hypervisor $::flip_cpu]} {
			lappend samples hypervisor
		} else {
			lappend samples [place_of_victim]
			lappend masked [takes_no_interrupts]
		}
		gdb::go
		after 3
	}
	# the emulator stops a CPU where a piece of code begins: a loop may be one piece, and show one place
	if {"hypervisor" in $samples} {
		lassign [follow_victim] places flags
		lappend samples {*}$places
		lappend masked {*}$flags
	}
	return [list [lsort -unique $samples] [expr {$masked ne "" && 0 ni $masked}]]
}

# Does the victim's CPU wait for an interrupt, where it stands?
proc victim_sleeps {place} {
	if {[on_arm]} {
		# QEMU's CPU stands behind its WFI then
		return [expr {$place < $::flip_program && [peek [expr {[ram_of $::flip_victim] + $place - 4}] 4]
			      eq "7f2003d5"}]
	}
	set shown [qmp "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"info\
		registers\",\"cpu-index\":$::flip_cpu}}"]
	return [string match "*HLT=1*" $shown]
}

# On ARM: is it in the entry of its own exceptions, and was there when the last one came?
proc loops_in_entry {place} {
	if {![on_arm]} {
		return ""
	}
	gdb::stop
	lassign [lmap name {VBAR ELR_EL1 ESR_EL1} {gdb::system_register $::flip_cpu $name}] vbar elr esr
	gdb::go
	if {$place - $vbar < 0x800 && $place >= $vbar && $elr - $vbar < 0x800 && $elr >= $vbar} {
		return [format "VBAR_EL1 is 0x%llx, ELR_EL1 0x%llx, ESR_EL1 0x%llx" $vbar $elr $esr]
	}
	return ""
}

# ---------------------------------------------------------------- its timer and its interrupts

# What the emulator tells of the victim's local APIC.
proc local_apic {} {
	set shown [string map {\\t " " \\r "" \\n \n} [hmp "info lapic $::flip_cpu"]]
	foreach {name pattern} {
		LVTT {LVTT\s+(0x[0-9a-f]+)} SPIV {SPIV\s+(0x[0-9a-f]+)} TPR {TPR (0x[0-9a-f]+)}
		initial {initial_count = (\d+)} current {current_count = (\d+)} ISR {ISR\s+([0-9(][^A-Z]*)}
	} {
		check {[regexp $pattern $shown - value]} "the emulator tells the local APIC's $name: $shown"
		dict set found $name [string trim $value]
	}
	return $found
}

# Registers of the victim's CPU on ARM that its timer's interrupt depends on; it stands in the hypervisor.
proc gic_and_timer {} {
	foreach name {cntv_ctl_el0 cntv_cval_el0 cntvct_el0 cntfrq_el0} {
		dict set found $name [read_system $::flip_cpu $name]
	}
	set base [gic_private]
	foreach {name offset} {enabled 0x100 active 0x300 priority 0x418 mode 0xc04} {
		dict set found $name [read_device [expr {$base + $offset}]]
	}
	foreach {name system offset} {
		hcr ich_hcr_el2 0x00 vmcr ich_vmcr_el2 0x08 apr ich_ap1r0_el2 0xf0
		lr0 ich_lr0_el2 0x100 lr1 ich_lr1_el2 0x104 lr2 ich_lr2_el2 0x108 lr3 ich_lr3_el2 0x10c
	} {
		dict set found $name [expr {[gic_version] == 3 ? [read_system $::flip_cpu $system] :
					    [read_device [expr {0x08030000 + $offset}]]}]
	}
	return $found
}

# Stop the machine when the victim's CPU, which sleeps, is woken up by a question to the hypervisor:
# where it serves what others want of it, which few do.
proc stop_when_woken {} {
	set place [expr {[symbol serve_requests] - [hypervisor_base] + [hypervisor_address]}]
	# again and again, as nobody knows when the machine stands still for the first time
	linux {rm -f /tmp/enough /tmp/over; ( (until [ -e /tmp/enough ]; do TERM=dumb jailhouse hypervisor check; done > /tmp/asked 2>&1; touch /tmp/over) & )}
	set deadline [expr {[clock milliseconds] + 60000}]
	gdb::stop
	while {[set came [gdb::run_to $place 20000]] != $::flip_cpu} {
		if {$came < 0 || [clock milliseconds] > $deadline} {
			gdb::go
			return 0
		}
		gdb::step $came
	}
	return 1
}

# The same as gic_and_timer of a victim that sleeps, or nothing when it does not wake up.
proc gic_of_sleeper {} {
	set found ""
	if {[stop_when_woken]} {
		set found [gic_and_timer]
		gdb::go
	}
	set said [linux {touch /tmp/enough; until [ -e /tmp/over ]; do sleep 0.1; done; grep -v 'are what was started' /tmp/asked} -status any]
	set ::said_when_woken [expr {$said eq "" ? "all are what was started" : $said}]
	return $found
}

# As it is while the victim lives.
proc note_healthy {} {
	if {[on_arm]} {
		stop_in_hypervisor $::flip_cpu
		set ::healthy [gic_and_timer]
		gdb::go
	} else {
		set ::healthy [local_apic]
	}
}

# A cause and what is not as it was, or nothing.
proc change_of_apic {now} {
	if {!([dict get $now SPIV] & 0x100)} {
		return [list interrupt-gone "its local APIC is off: SPIV is [dict get $now SPIV]"]
	}
	if {[dict get $now LVTT] != [dict get $::healthy LVTT]} {
		return [list interrupt-gone "its timer's interrupt: LVTT is [dict get $now LVTT], and was\
			[dict get $::healthy LVTT]"]
	}
	if {[dict get $now TPR] >> 4 >= ([dict get $now LVTT] & 0xff) >> 4} {
		return [list interrupt-gone "its task priority is above its timer's interrupt:\
			[dict get $now TPR], LVTT is [dict get $now LVTT]"]
	}
	return ""
}

# The same, and what never ends.
proc trouble_of_apic {} {
	set now [local_apic]
	if {[set found [change_of_apic $now]] ne ""} {
		return $found
	}
	if {[dict get $now ISR] ne "(none)"} {
		return [list interrupt-gone "in service for ever: [dict get $now ISR]"]
	}
	if {[dict get $now initial] == 0} {
		return [list timer-off "its timer's count is 0"]
	}
	if {[dict get $now current] > 100 * [dict get $::healthy initial]} {
		return [list timer-off "its timer's count is [dict get $now current]"]
	}
	return ""
}

# Of a timer that does not tell that its time has come.
proc trouble_of_timer {now} {
	set control [dict get $now cntv_ctl_el0]
	if {($control & 3) != 1} {
		return [list timer-off [format "CNTV_CTL_EL0 is 0x%llx" $control]]
	}
	set left [expr {([dict get $now cntv_cval_el0] - [dict get $now cntvct_el0]) & 0xffffffffffffffff}]
	if {!($control & 4) && $left > $::timer_patience * [dict get $now cntfrq_el0]} {
		return [list timer-off [format "CNTV_CVAL_EL0 is 0x%llx ticks away" $left]]
	}
	return ""
}

# Of what is not as it was while the victim lived, as far as its timer's interrupt is concerned.
proc change_of_gic {now} {
	set bit [expr {1 << 27}]
	foreach {name mask} [list enabled $bit priority 0xff000000 mode [expr {3 << 22}] hcr 1 \
				     vmcr 0xffffffff] {
		set was [expr {[dict get $::healthy $name] & $mask}]
		set is [expr {[dict get $now $name] & $mask}]
		if {$is != $was} {
			return [list interrupt-gone [format "%s of its timer's interrupt is 0x%llx, and was 0x%llx" \
							     $name $is $was]]
		}
	}
	return ""
}

# The same, and what never ends.
proc trouble_of_gic {now} {
	if {[set found [change_of_gic $now]] ne ""} {
		return $found
	}
	if {[dict get $now active] & 1 << 27} {
		return [list interrupt-gone "its timer's interrupt is active for ever"]
	}
	if {[dict get $now apr]} {
		return [list interrupt-gone [format "priorities are active for ever: 0x%llx" [dict get $now apr]]]
	}
	return ""
}

# Why no interrupt of its timer comes to a victim that would take it: cause and words, or nothing.
proc trouble_with_timer {} {
	if {![on_arm]} {
		return [trouble_of_apic]
	}
	set now [gic_of_sleeper]
	if {$now eq ""} {
		return [list "" "the hypervisor cannot wake it either"]
	}
	set found [trouble_of_timer $now]
	if {$found eq ""} {
		set found [trouble_of_gic $now]
	}
	return [expr {$found eq "" ? [list "" $now] : $found}]
}

# The same of a victim that goes on. What waits or is active does so until it takes interrupts again.
proc trouble_of_busy {} {
	if {![on_arm]} {
		return [change_of_apic [local_apic]]
	}
	if {[set now [gic_of_sleeper]] eq ""} {
		return ""
	}
	set found [trouble_of_timer $now]
	return [expr {$found eq "" ? [change_of_gic $now] : $found}]
}

# Why no timer stops a victim that goes on with its program, as WHAT says, and takes interrupts, or not.
proc cause_of_going_on {masked what} {
	lassign [trouble_of_busy] cause why
	if {$cause ne ""} {
		return [list $cause "its program $what, and no timer reaches it: $why"]
	}
	return [list [expr {$masked ? "loop" : ""}] "its program $what, interrupts [expr {$masked ? "off" : "on"}]"]
}

# ---------------------------------------------------------------- the cause

# Cause, or "", and words, of a victim that stands at PLACES, the last of which is LAST.
proc cause_of_silence {places last masked} {
	if {[linux "cell_file $::flip_victim cpus_failed_list"] ne ""} {
		return [list "" "its CPU is parked, and nobody said so"]
	}
	if {"hypervisor" in $places} {
		# exits at one place without end would be the hypervisor's
		if {[llength $places] > 2} {
			return [cause_of_going_on $masked "goes round in a loop and asks the hypervisor"]
		}
		return [list "" [expr {$places eq "hypervisor" ? "the hypervisor has its CPU" :
					       "its program asks the hypervisor without end"}]]
	}
	if {[set entry [loops_in_entry $last]] ne ""} {
		return [list entry-loop "it goes round in its own exception entry: $entry"]
	}
	set sleeps [expr {[llength $places] == 1 && [victim_sleeps $last]}]
	if {$sleeps && $masked} {
		return [list asleep "its program sleeps with interrupts off"]
	}
	if {!$sleeps && $last >= $::flip_program} {
		return [list no-program "its CPU executes what is no program"]
	}
	set where "goes round [expr {[llength $places] == 1 ? "at one place" : "in a loop"}]"
	if {!$sleeps && $masked} {
		return [cause_of_going_on 1 $where]
	}
	lassign [trouble_with_timer] cause what
	return [list $cause "its program [expr {$sleeps ? "sleeps" : "$where, interrupts on"}], and no timer\
		wakes it: $what"]
}

# Why a CPU did not come when the hypervisor called it, by an NMI: cause and words, or nothing.
proc why_deaf {} {
	# the first word of instructions and events that lead out of the guest
	if {[on_arm] || [peek32 [expr {[vmcb_of $::flip_cpu] + 0x0c}]] & 2} {
		return ""
	}
	return "\[deaf\] in its VMCB NMIs do not lead out of the guest any more, and its program takes them; "
}

# Why a victim says nothing any more: the cause, if it has a name, and where its CPU stands.
proc why_silent {} {
	lassign [sample_victim] places masked
	set shown [join [lmap place [lrange $places 0 2] {
		if {$place ne "hypervisor"} {
			set place [format 0x%llx $place]
		}
		set place
	}] ", "]
	# of faults in what is not the cell's nobody else may answer
	if {![info exists ::healthy]} {
		return "its CPU is at $shown, interrupts [expr {$masked ? "off" : "on"}]"
	}
	lassign [cause_of_silence $places [lindex $places end] $masked] cause words
	return "[expr {$cause eq "" ? "" : "\[$cause\] "}]$words (at $shown)"
}
