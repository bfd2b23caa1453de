# SPDX-License-Identifier: GPL-2.0-only
#
# claim: When the machine is reset in the middle of enable, the next start tells how far it had come
#   and shows the end of the console; the hypervisor works as if nothing had been.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: tool console
# timeout: 900

# struct jailhouse_header
set stage_address [expr {[hypervisor_base] + 0x70}]
set enabled 7

load_driver
# the domain is to end with a reset; this time it goes on
qmp {{"execute":"set-action","arguments":{"reboot":"reset"}}}
step "reset while the CPUs are initialised"
from_now_on
linux_type "jailhouse enable /cells/[machine]/[machine].cell\r"
expect_hv "Initializing processors:"
qmp {{"execute":"stop"}}
# on a busy computer it may have come further than that
set stage [peek32 $stage_address]
# nor is its prompt taken for that of the Linux that comes
cellyard::drain
cellyard::take_until linux [string length $cellyard::unread(linux)]
qmp {{"execute":"system_reset"}}
qmp {{"execute":"cont"}}
boot
load_driver

step "the next enable tells"
enable
set said [linux {dmesg | grep jailhouse:}]
if {$stage < $enabled} {
	set sentence "*last enable stopped at stage $stage (*) on CPU \[0-3\]*"
} else {
	set sentence "*the machine was reset while the hypervisor was enabled*"
}
check {[string match $sentence $said]} "the stage was $stage: $said"
check {[string match "*end of its console:*| Initializing processors:*" $said]} "the console: $said"
start_quiet tick-1
disable
expect_cpus 4
