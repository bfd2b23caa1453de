# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Eight times enable, CPU hot-plug, a cell, disable, in the nightly run 25 times: each time the
#   same pages are used and all CPUs are back; CPU hot-plug works before, during and after. On ARM64
#   KVM has EL2 before; the newer ARM64 kernel's takes it again with each CPU.
# machines: svm arm64
# kernels: default arm64-6.12
# needs: cell:tick-3 inmate:fault
# tags: lifecycle
# timeout: 1200

proc hotplug {cpu} {
	set switch /sys/devices/system/cpu/cpu$cpu/online
	linux "echo 0 > $switch && echo 1 > $switch && taskset -c $cpu true"
}

set pages ""
set pages_with_cell ""
set count [rounds [expr {$::env(YARD_KERNEL) eq "arm64-6.12" ? 4 : 8}] 25]
if {[on_arm]} {
	# without, or with kvm-arm.mode=none, neither is there
	linux {dmesg | grep "kvm.*Hyp.*mode initialized successfully" && test -c /dev/kvm}
}
for {set round 1} {$round <= $count} {incr round} {
	set cpu [expr {1 + $round % 3}]
	step "round $round"
	hotplug $cpu
	enable
	if {$pages eq ""} {
		set pages [pool_used]
	}
	check {[pool_used] == $pages} "round $round: pages after enable"
	hotplug $cpu

	cell create tick-3
	if {$pages_with_cell eq ""} {
		set pages_with_cell [pool_used]
	}
	check {[pool_used] == $pages_with_cell} "round $round: pages with a cell"
	cell load tick-3 /inmates/fault.bin
	cell start tick-3
	expect_ticking tick-3
	# every other time disable has to destroy the cell
	if {$round % 2} {
		cell destroy tick-3
		check {[pool_used] == $pages} "round $round: pages after destroy"
	}
	disable
	expect_cpus 4
	hotplug $cpu
	check {[pool_used] == 0} "round $round: nothing is used after disable"
}
linux {rmmod jailhouse && insmod /lib/modules/jailhouse.ko}
enable
check {[pool_used] == $pages} "pages after the module was loaded again"
disable
