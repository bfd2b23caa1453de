# SPDX-License-Identifier: GPL-2.0-only
#
# claim: When the machine is reset in the middle of enable, the next start tells how far it had come
#   and shows the end of the console; the hypervisor works as if nothing had been.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: tool console
# timeout: 900

load_driver
step "reset while the CPUs are initialised"
from_now_on
linux_type "jailhouse enable /cells/[machine]/[machine].cell\r"
expect_hv "Initializing processors:"
# the domain is to end with a reset; this time it goes on
qmp {{"execute":"set-action","arguments":{"reboot":"reset"}}}
qmp {{"execute":"system_reset"}}
boot
load_driver

step "the next enable tells"
enable
set said [linux {dmesg | grep jailhouse:}]
check {[regexp {last enable stopped at stage [0-9] \([^)]+\) on CPU [0-3]} $said]} "the stage: $said"
check {[string match "*end of its console:*| Initializing processors:*" $said]} "the console: $said"
start_quiet tick-1
disable
expect_cpus 4
