# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The life of a cell as in the guides: while it is running/locked nothing else can be
#   created, it refuses the first shutdown, and in the end CPU, memory and pages are all back.
# machines: svm arm64 gicv2 max
# kernels: all
# needs: cell:tiny-demo inmate:tiny-demo cell:[demo] inmate:[demo]
# tags: lifecycle
# timeout: 600

enable
set pages [pool_used]
check {$pages > 0} "the hypervisor counts its pages"

cell create [demo]
expect_state [demo] "shut down"
expect_cpus 3
check {[pool_used] > $pages} "a cell costs pages"
linux {grep -q '^1$' /sys/devices/system/cpu/offline}

step "a CPU that a cell owns cannot be brought back into Linux"
linux {echo 1 > /sys/devices/system/cpu/cpu1/online} -status 1
expect_cpus 3

step "a program that runs over the cell's memory is not loaded"
cell load [demo] /inmates/[demo].bin -a 0xff000 -refused
cell load [demo] /inmates/[demo].bin -a 0x100000 -refused
expect_hv "Cell \"[demo]\" can be loaded"

start_demo
expect_hv_all [demo_greetings]
expect_hv_times 5 "Timer fired, jitter:"
expect_state [demo] "running/locked"
expect_ticking [demo]

step "nothing else can be created meanwhile"
set said [cell create tiny-demo -refused]
check {[string match "*cell \"[demo]\"*locked*" $said]} "the refusal names the cell: $said"
check {[string match "*Operation not permitted*" $said]} "and says EPERM: $said"
expect_cpus 3
check {[linux {jailhouse cell list | wc -l}] == 3} "the list has the root cell and [demo]"

step "shutdown: refused once, then granted"
set said [cell shutdown [demo] -refused]
check {[string match "*\"[demo]\"*" $said]} "the refusal names the cell: $said"
expect_hv "Rejecting first shutdown request - try again!"
expect_ticking [demo]
expect_state [demo] "running/locked"
cell shutdown [demo]
expect_hv [demo_farewell]
await_state [demo] "shut down"

step "the lock is off: another cell comes and goes"
cell create tiny-demo
expect_cpus 2
cell destroy tiny-demo
expect_cpus 3

step "start it once more"
start_demo
expect_hv_times 2 "Timer fired, jitter:"
cell destroy [demo] -refused
expect_hv "Rejecting first shutdown request - try again!"
expect_state [demo] "running/locked"
cell destroy [demo]
expect_hv "Page pool usage after cell destruction"

step "everything is back"
expect_cpus 4
linux {taskset -c 1 true}
linux {cat /sys/devices/system/cpu/cpu1/online | grep -q 1}
check {[pool_used] == $pages} "no page was lost"
check {[linux {jailhouse cell list | wc -l}] == 2} "the list has the root cell alone"

disable
expect_cpus 4
check {[linux {cat /sys/devices/jailhouse/enabled}] == 0} "the hypervisor is gone"
check {[pool_used] == 0} "and holds no pages"
linux {rmmod jailhouse}
