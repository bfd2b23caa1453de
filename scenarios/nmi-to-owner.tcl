# SPDX-License-Identifier: GPL-2.0-only
#
# claim: An NMI that the hypervisor did not send reaches root Linux while cells run, once for each,
#   and no cell is harmed.
# machines: svm
# needs: cell:tick-1 cell:tick-2 inmate:fault
# tags: nmi
# timeout: 600

# x86 alone: the ARM machines have no such interrupt.

proc nmi_count {} {
	set sum {awk '/NMI:/ { n = 0; for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i; print n }' }
	return [linux "$sum/proc/interrupts"]
}

enable
start_quiet tick-1
start_quiet tick-2
linux {echo 0 > /proc/sys/kernel/printk}
for {set n 1} {$n <= 20} {incr n} {
	set before [nmi_count]
	inject_nmi
	await_true {[nmi_count] > $before} "NMI $n is counted by Linux"
	check {[nmi_count] == $before + 1} "NMI $n is counted once"
}
foreach name {tick-1 tick-2} {
	expect_state $name "running"
	expect_ticking $name
}
step "the hypervisor's own NMIs, which management calls send, do not reach Linux"
set before [nmi_count]
cell destroy tick-2
cell create tick-2
cell destroy tick-2
check {[nmi_count] == $before} "Linux has seen none of them"
check {![regexp {FATAL|Parking|Stopping} [hv_unread]]} "nothing was parked"
disable
