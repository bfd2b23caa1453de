# SPDX-License-Identifier: GPL-2.0-only
#
# claim: An NMI that the hypervisor did not send reaches each CPU of root Linux while cells run, once
#   for each, and no cell is harmed.
# machines: svm
# needs: cell:tick-1 cell:tick-2 inmate:fault
# tags: nmi
# timeout: 600

# x86 alone: the ARM machines have no such interrupt.

# the counts of the CPUs that are Linux' now
proc nmi_counts {} {
	return [lrange [linux {grep NMI: /proc/interrupts}] 1 [linux nproc]]
}

enable
start_quiet tick-1
start_quiet tick-2
linux {echo 0 > /proc/sys/kernel/printk}
for {set n 1} {$n <= 20} {incr n} {
	set expected [lmap count [nmi_counts] {incr count}]
	inject_nmi
	await_true {[nmi_counts] eq $expected} "NMI $n is counted once by each CPU of Linux"
}
foreach name {tick-1 tick-2} {
	expect_state $name "running"
	expect_ticking $name
}
step "the hypervisor's own NMIs, which management calls send, do not reach Linux"
cell destroy tick-2
set before [nmi_counts]
cell create tick-2
cell destroy tick-2
check {[nmi_counts] eq $before} "Linux has seen none of them"
check {![regexp {FATAL|Parking|Stopping} [hv_unread]]} "nothing was parked"
disable
