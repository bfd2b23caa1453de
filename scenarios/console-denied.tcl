# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Without the flag for it in the system configuration root Linux does not get to see the
#   hypervisor's console, neither by the driver nor in memory; the serial line still has it.
# machines: svm arm64
# tags: console memory
# timeout: 600

set good /cells/[machine]/[machine].cell

step "a configuration without the flag"
linux "cp $good /tmp/silent.cell && printf '\\0\\0\\0\\0' | dd of=/tmp/silent.cell bs=1 seek=8 conv=notrunc 2>/dev/null"
linux "cmp $good /tmp/silent.cell > /dev/null" -status 1
enable /tmp/silent.cell
set said [linux {TERM=dumb jailhouse console} -status 1]
check {[string match "*Operation not permitted*JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE*" $said]} \
	"the tool is refused and says what allows it: $said"
set said [linux {cat /sys/devices/jailhouse/console} -status 1]
check {[string match "*Operation not permitted*" $said]} "sysfs refuses: $said"
check {[linux {tr -d '\000' < /sys/devices/jailhouse/core | wc -c}] == 0} "no page is readable"
disable

step "with the flag it is back"
enable
check {[string match "*Activating hypervisor*" [linux {cat /sys/devices/jailhouse/console}]]} "readable"
disable
