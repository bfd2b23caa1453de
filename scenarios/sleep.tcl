# SPDX-License-Identifier: GPL-2.0-only
#
# claim: While the hypervisor is enabled root Linux neither suspends nor hibernates, and says what to
#   do; cells do not notice the attempt; after disable Linux may sleep again.
# machines: svm arm64
# kernels: all
# needs: cell:tick-1 inmate:fault
# tags: power
# timeout: 600

# From /sys/power/state; each attempt has to say why in the kernel log.
proc expect_refused {state} {
	step "refused: $state"
	linux {dmesg -c > /dev/null}
	set said [linux "echo $state > /sys/power/state" -status 1]
	check {[string match "*resource busy*" $said]} "$state is refused: $said"
	set log [linux {dmesg | grep jailhouse}]
	check {[string match {*no suspend or hibernation while the hypervisor is enabled*"jailhouse disable"*} \
			$log]} "the log says why and what to do: $log"
}

load_driver
set states [linux {cat /sys/power/state}]
check {"freeze" in $states} "this kernel can sleep: $states"
enable
start_quiet tick-1
foreach state $states {
	expect_refused $state
	expect_ticking tick-1
}
expect_state tick-1 running
disable
expect_cpus 4

step "after disable: everything freezes for a moment and comes back"
linux {echo freezer > /sys/power/pm_test}
linux {echo freeze > /sys/power/state} -timeout 90

step "and the hypervisor can be enabled again"
enable
expect_cpus 4
disable
