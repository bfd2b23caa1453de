# SPDX-License-Identifier: GPL-2.0-only
#
# claim: NMIs that hit all CPUs at any moment of 40 enables and disables, in the nightly run 100, hurt
#   neither Linux nor the hypervisor, which can still run a cell afterwards.
# machines: svm
# needs: cell:tick-1 inmate:fault
# tags: nmi
# timeout: 1200

# x86 alone: the ARM machines have no such interrupt.

load_driver
# Linux says "Uhhuh. NMI received for unknown reason" each time: not between our lines
linux {echo 0 > /proc/sys/kernel/printk}
# of each CPU
proc nmi_counts {} {
	return [lrange [linux {grep NMI: /proc/interrupts}] 1 [cpus]]
}

set before [nmi_counts]

set count [rounds 40 100]
step "$count times enable and disable under NMIs"
set config /cells/[machine]/[machine].cell
cellyard::drain
linux_type "n=0; for i in \$(seq $count); do jailhouse enable $config 2>/dev/null && jailhouse disable && n=\$((n+1)); done; echo \"cycles: \$n.\"\r"
set injected 0
while {[set end [cellyard::find -re {^cycles: \d+\.} $cellyard::unread(linux)]] eq ""} {
	inject_nmi
	incr injected
	cellyard::drain
	# not to keep QEMU's main loop from anything else
	after 2
	if {[string first "Stopping CPU" $cellyard::unread(hypervisor)] >= 0} {
		fail "the hypervisor stopped"
	}
}
set line [expect_linux -re {^cycles: \d+\.}]
check {$line eq "cycles: $count."} "each enable and each disable succeeded"
expect_linux "cellyard# "
set after [nmi_counts]
set counted [lmap b $before a $after {expr {$a - $b}}]
step "$injected NMIs were injected into all CPUs; they counted $counted"
check {$injected >= $count} "there was at least an NMI for each cycle"
check {[tcl::mathfunc::min {*}$counted] >= $count} "on each CPU, there was an NMI for each cycle"

step "the hypervisor can still run a cell"
expect_cpus 4
enable
start_quiet tick-1
expect_ticking tick-1
cell destroy tick-1
disable
expect_cpus 4
