# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Four tools at once, onlookers and somebody who keeps bringing CPUs online: each command is
#   granted or refused with a sentence, and in the end everything is back.
# machines: svm arm64
# needs: cell:tick-1 cell:fault-demo cell:tick-3 inmate:fault
# tags: tool lifecycle
# timeout: 1200

set rounds [rounds 2 4]

# Start a loop of the guest's shell in the background; its last word is "done".
proc in_background {name body} {
	linux ": > /tmp/$name.sh"
	foreach line [split $body \n] {
		linux "echo '$line' >> /tmp/$name.sh"
	}
	linux "(sh /tmp/$name.sh > /tmp/$name.log 2>&1; echo done >> /tmp/$name.log) &"
}

proc await_done {names} {
	foreach name $names {
		await_true {[linux "tail -n 1 /tmp/$name.log"] eq "done"} "$name has finished" 500
	}
}

# The log of a loop has no other lines than these, a regular expression.
proc expect_only {name known} {
	set odd [linux "grep -vE '^(done|$known)$' /tmp/$name.log" -status any]
	check {$odd eq ""} "$name printed: $odd"
}

proc life_of {cell} {
	global rounds
	return "for i in \$(seq $rounds); do
	jailhouse cell create /cells/[machine]/$cell.cell || echo FAILED
	jailhouse cell load $cell /inmates/fault.bin && jailhouse cell start $cell || echo FAILED
	jailhouse cell destroy $cell || echo FAILED
done"
}

enable
linux {export TERM=dumb; echo 0 > /proc/sys/kernel/printk}
set pages [pool_used]

step "three tools with a cell each, a fourth that looks"
set cells {tick-1 fault-demo tick-3}
foreach cell $cells {
	in_background $cell [life_of $cell]
}
in_background looks "while ! grep -q done /tmp/tick-1.log; do
	jailhouse cell list > /tmp/list || echo no list
	jailhouse cell stats 0 --batch > /tmp/stats || echo no stats
	jailhouse hypervisor check > /tmp/check || echo no check
	jailhouse console > /tmp/console || echo no console
done"
await_done [concat $cells looks]
foreach name [concat $cells looks] {
	expect_only $name {}
}
check {[pool_used] == $pages} "no page was lost"
expect_cpus 4

step "four tools and the same cell: whoever is late is told so"
foreach n {1 2 3 4} {
	in_background same-$n "for i in \$(seq $rounds); do
	jailhouse cell create /cells/[machine]/tick-1.cell
	jailhouse cell load tick-1 /inmates/fault.bin
	jailhouse cell destroy tick-1
done"
}
await_done {same-1 same-2 same-3 same-4}
set known [join {
	{JAILHOUSE_CELL_CREATE: File exists}
	{.*cell "tick-1": a cell of this name exists already.*}
	{JAILHOUSE_CELL_(LOAD|DESTROY): No such file or directory}
	{there is no cell "tick-1".*}
} |]
foreach n {1 2 3 4} {
	expect_only same-$n $known
}
linux {jailhouse cell destroy tick-1} -status any
check {[pool_used] == $pages} "no page was lost"
expect_cpus 4

step "somebody brings CPUs online while cells take them"
in_background tick-1 [life_of tick-1]
in_background fault-demo [life_of fault-demo]
in_background online "while ! grep -q done /tmp/tick-1.log; do
	for cpu in 1 2; do echo 1 > /sys/devices/system/cpu/cpu\$cpu/online; done
done"
await_done {tick-1 fault-demo online}
foreach name {tick-1 fault-demo} {
	expect_only $name {}
}
# a CPU of a cell is refused
expect_only online {.*Operation not permitted}
check {[pool_used] == $pages} "no page was lost"
expect_cpus 4
foreach cpu {0 1 2 3} {
	linux "taskset -c $cpu true"
}

step "four disables: one is granted"
linux {rm -f /tmp/disabled; for i in 1 2 3 4; do (jailhouse disable 2>/dev/null && echo granted >> /tmp/disabled) & done; wait}
check {[linux {cat /tmp/disabled}] eq "granted"} "one and no more"
expect_cpus 4
step "four enables: one is granted"
linux "for i in 1 2 3 4; do (jailhouse enable /cells/[machine]/[machine].cell 2>/dev/null && echo granted >> /tmp/enabled) & done; wait"
check {[linux {cat /tmp/enabled}] eq "granted"} "one and no more"
check {[pool_used] == $pages} "pages as before"
start_quiet tick-1
expect_ticking tick-1
disable
expect_cpus 4
