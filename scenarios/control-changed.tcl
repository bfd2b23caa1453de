# SPDX-License-Identifier: GPL-2.0-only
#
# claim: What protects others from a cell is verified when `jailhouse hypervisor check` asks, on all of
#   its CPUs: one whose control state changed is parked with a report, and the cell can be started anew. So
#   is one that faults for it, or that the processor refuses to enter; it waits with what it was given.
# machines: svm arm64
# needs: cell:fault-demo inmate:victim cell:tick-1 inmate:fault
# tags: tool isolation
# timeout: 300

source [file join [file dirname [info script]] lib flips.tcl]

# A field or a register, and a bit of it that the victim does not feel at once: traps of ports and
# firmware calls, maps of permissions, what nobody uses, the number of the CPU, the timer.
set changes {intercept-1 27 iopm-base 14 msrpm-base 14 pause-filter 5 clean 3}
if {[on_arm]} {
	set changes {hcr_el2 19 mdcr_el2 9 vtcr_el2 8 vmpidr_el2 1 cnthctl_el2 2}
}

proc change {name bit} {
	if {[on_arm]} {
		flip_system stop_in_hypervisor $name $bit
		return
	}
	set offset [lindex $::vmcb_fields [expr {[lsearch -exact $::vmcb_fields $name] + 1}]]
	flip_memory [expr {[vmcb_of $::flip_cpu] + $offset}] $bit
}

# A field that the guest cannot run with, or that the processor refuses: what comes of it is told once, with
# the cause, and the CPU waits as any parked one.
proc feel {what name bit report} {
	step $what
	from_now_on
	change $name $bit
	expect_hv "FATAL: $report"
	expect_hv "hint: VM control state changed"
	expect_parked $::flip_victim -cpu 2
	await_state $::flip_victim "failed"
	set said [linux {TERM=dumb jailhouse hypervisor check} -status 1]
	check {[string match "*changed on one of its CPUs*" $said]} "it says so: $said"
	hypervisor check
	check {![regexp -line {^FATAL} [hv_unread]]} "nothing more is told of it"
	expect_ticking tick-1
	load_victim
	start_victim
}

begin_flips
hypervisor check
foreach {name bit} $changes {
	step "bit $bit of $name"
	from_now_on
	change $name $bit
	set said [linux {TERM=dumb jailhouse hypervisor check} -status 1]
	check {[string match "*changed on one of its CPUs*" $said] && ![string match "*differ*" $said]} \
		"it says so: $said"
	expect_hv "FATAL: VM control state of CPU 2 was changed"
	expect_parked $flip_victim -cpu 2
	await_state $flip_victim "failed"
	expect_ticking tick-1
	hypervisor check
	load_victim
	start_victim
}
if {![on_arm]} {
	feel "its addresses are the machine's own" nested-control 0 "Unexpected #VMEXIT, exitcode 7f"
	feel "the map of ports is where there is no memory" iopm-base 57 "VM-Entry failure, error -1"
	feel "its address space has the number of the hypervisor's" asid 0 "VM-Entry failure, error -1"
}
hypervisor check
cell destroy tick-1
cell destroy $flip_victim
disable
expect_cpus 4
