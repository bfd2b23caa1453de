# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Whatever registers and calls a program of root Linux tries at its user level, it is granted and
#   refused what it was without the hypervisor; it costs Linux no CPU, and cells do not notice.
# machines: arm64 max
# needs: cell:tick-1 inmate:fault
# tags: isolation fault
# timeout: 300

proc tried {cpu} {
	return [linux "taskset -c $cpu program-traps"]
}

load_driver
set before [tried 2]
check {[regexp {^\d+ tries, [1-9]\d* granted, [1-9]\d* refused, checksum} $before]} "some are granted: $before"
enable
start_quiet tick-1
foreach cpu {0 3} {
	check {[tried $cpu] eq $before} "on CPU $cpu the same as before"
}
check {[linux {cat /sys/devices/jailhouse/cells/0/cpus_failed_list}] eq ""} "no CPU of Linux is lost"
expect_ticking tick-1
disable
check {[tried 2] eq $before} "the same afterwards"
