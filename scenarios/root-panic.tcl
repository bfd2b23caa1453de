# SPDX-License-Identifier: GPL-2.0-only
#
# claim: When root Linux panics, the cells do not notice: their programs tick on, undisturbed.
# machines: svm arm64 gicv2
# needs: cell:tick-1 cell:tick-3 inmate:fault
# tags: isolation
# timeout: 600

# no reset after a panic: that would be the end of the cells, too
linux {echo 0 > /proc/sys/kernel/panic}
enable
start_quiet tick-1
start_quiet tick-3

step "root Linux panics"
from_now_on
linux_type "echo c > /proc/sysrq-trigger\r"
expect_panic
expect_linux -re {end Kernel panic - not syncing: sysrq triggered crash}

step "the cells tick on"
foreach time {1 2 3 4 5} {
	foreach name {tick-1 tick-3} {
		expect_ticking $name
	}
}
check {![regexp {FATAL|Parking|Stopping} [hv_unread]]} "nobody was stopped for it"
