# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The hypervisor's console can be read from Linux: at once, following, from sysfs, also after
#   disable; what was lost is counted.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault inmate:tiny-demo
# tags: console
# timeout: 600

proc tool_console {} {
	return [linux {TERM=dumb jailhouse console} -status any]
}

load_driver
step "before the first enable there is nothing"
set said [linux {TERM=dumb jailhouse console} -status 1]
check {[string match "*Resource temporarily unavailable*run jailhouse enable first*" $said]} \
	"the tool says what to do: $said"
check {[linux {cat /sys/devices/jailhouse/console}] eq ""} "and so is the one in sysfs"

enable
step "at once"
set text [tool_console]
foreach line {"Initializing Jailhouse hypervisor" "Code location: 0x"
	"Initializing processors:" "Page pool usage after late setup: mem " "Activating hypervisor"} {
	check {[string first $line $text] >= 0} "`$line` is in what `jailhouse console` prints"
}
check {![regexp {\r} $text]} "lines end with a newline alone"
check {[linux {cat /sys/devices/jailhouse/console}] eq $text} "sysfs shows the same"
check {[tool_console] eq $text} "each reader begins at the beginning"

step "following"
linux {(jailhouse console -f > /tmp/followed 2>&1; echo "status $?" >> /tmp/followed) & echo $! > /tmp/follower}
await_true {[linux {grep -c "Activating hypervisor" /tmp/followed} -status any] == 1} "what is there comes"
start_quiet tick-1
await_true {[linux {grep -c 'Started cell "tick-1"' /tmp/followed} -status any] == 1} "what is new comes"

step "a cell writes to it by hypercall, if it is told to"
cell load tick-1 /inmates/tiny-demo.bin -s con-virtual=1 -a 0x1000
cell start tick-1
await_true {[linux {grep -c "Hello from this tiny cell!" /tmp/followed} -status any] == 1} \
	"the cell's line comes through the ring"
expect_hv "Hello from this tiny cell!"

step "more than the ring holds: the snapshot is bounded, and the count of what is lost is told"
linux {exec 9< /dev/jailhouse; head -c 1 <&9 > /dev/null}
foreach n {1 2 3 4} {
	cell load tick-1 /inmates/fault.bin -s fault=write -a 0x1000
	cell start tick-1
	expect_parked tick-1
}
check {[linux {wc -c < /sys/devices/jailhouse/console}] <= 2048} "sysfs shows at most the ring"
set said [linux {head -c 60 <&9; exec 9<&-}]
check {[regexp {<missed [1-9][0-9]* bytes of console log>} $said]} "the slow reader is told: $said"
check {![regexp {missed} [linux {head -1 /tmp/followed}]]} "the follower had no reason"


disable
step "after disable the last content can still be read"
check {[regexp {Shutting down hypervisor\n Releasing CPU [0-3]} [tool_console]]} "its last words are there"
check {[linux {cat /sys/devices/jailhouse/console}] eq ""} "the one in sysfs is empty"
linux {kill $(cat /tmp/follower) 2>/dev/null; true}
