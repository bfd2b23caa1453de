# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Books stay right after faults and refusals: counters, cell list, pages, and a
#   name cannot be used twice.
# machines: svm arm64
# needs: cell:fault-demo cell:tick-1 inmate:fault
# tags: lifecycle
# timeout: 600

# two ways for a program to end its CPU
set fatal [expr {[on_arm] ? {fetch hvc} : {triple svm}}]

enable
set pages [pool_used]
start_quiet tick-1

step "the same cell twice"
set with_tick [pool_used]
set said [cell create tick-1 -refused]
check {[string match {*File exists*cell "tick-1": a cell of this name exists already*} $said]} \
	"the refusal says EEXIST and why: $said"
check {[pool_used] == $with_tick} "the second try cost nothing"
expect_ticking tick-1
expect_cpus 3

step "enable twice"
set said [linux "jailhouse enable /cells/[machine]/[machine].cell" -status 1]
check {[string match {*Device or resource busy*enabled already*} $said]} "EBUSY and why: $said"

step "a cell that failed: which CPU, which state, counters that stand still"
cell create fault-demo
cell load fault-demo /inmates/fault.bin -s fault=[lindex $fatal 0] -a 0x1000
cell start fault-demo
expect_parked fault-demo -cpu 2
await_state fault-demo "failed"
check {[regexp {\n2 +fault-demo +failed +2 +2 *(\n|$)} [linux {jailhouse cell list}]]} \
	"cell list names the failed CPU"
set folder [folder_of fault-demo]
check {[linux "cat $folder/cpus_failed"] == 4} "and so does the mask"
check {[linux "cat $folder/cpus_assigned"] == 4} "it is still the cell's CPU"
# suspending and resuming a parked CPU is an exit, nothing else may be
set before [cell_counter fault-demo [tick_counter]]
expect_ticking tick-1
expect_ticking tick-1
check {[cell_counter fault-demo [tick_counter]] == $before} "a parked CPU executes nothing"
check {[cell_counter fault-demo vmexits_total] > 0} "its past is still counted"

step "load it again: the failure is forgotten"
cell load fault-demo /inmates/fault.bin
check {[linux "cat $folder/cpus_failed_list"] eq ""} "no CPU failed"
expect_state fault-demo "shut down"
cell start fault-demo
expect_ticking fault-demo

step "a cell that is destroyed while it is failed"
cell load fault-demo /inmates/fault.bin -s fault=[lindex $fatal 1] -a 0x1000
cell start fault-demo
expect_parked fault-demo -cpu 2
cell destroy fault-demo
cell destroy tick-1
check {[pool_used] == $pages} "no page was lost"
expect_cpus 4
linux {taskset -c 2 true}
disable
