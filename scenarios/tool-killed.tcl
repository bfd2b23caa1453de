# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A tool that is killed leaves nothing half done: memory and CPUs are either the cell's or
#   Linux', the CPU of a destroyed cell can be brought online, and the next command works.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-3 inmate:fault
# tags: tool lifecycle
# timeout: 400

set count [rounds 2 4]

# Start COMMAND in the background, kill it as soon as CONDITION (of the guest's shell) is true; 1 if
# it had not ended by itself before.
proc kill_when {command condition} {
	linux "$command > /tmp/killed.log 2>&1 & victim=\$!; while kill -0 \$victim 2>/dev/null && ! $condition; do :; done; kill -9 \$victim 2>/dev/null; wait \$victim 2>/dev/null; killed=\$?" -status any -timeout 60
	return [expr {[linux {echo $killed}] == 137}]
}

proc console_count {text} {
	return [linux "grep -c '$text' /sys/devices/jailhouse/console" -status any]
}

enable
linux {export TERM=dumb}
set pages [pool_used]
start_quiet tick-3
set with_tick_3 [pool_used]
set beat [heartbeat_of tick-3]

step "killed between destroy and online, at the first sign of the destruction"
set hits 0
for {set round 1} {$round <= $count} {incr round} {
	cell create tick-1
	linux {dmesg -c > /dev/null}
	set closed [console_count {Closing cell "tick-1"}]
	incr hits [kill_when "jailhouse cell destroy tick-1" \
		"\[ \$(grep -c 'Closing cell \"tick-1\"' /sys/devices/jailhouse/console) -gt $closed \]"]
	expect_hv {Closing cell "tick-1"}
	linux {echo 1 > /sys/devices/system/cpu/cpu1/online; taskset -c 1 true}
	check {[pool_used] == $with_tick_3} "round $round: no page was lost"
	expect_cpus 3
	expect_moving $beat
}

step "killed while it creates: there is a cell, or there is none"
set created 0
for {set round 1} {$round <= $count} {incr round} {
	incr hits [kill_when "jailhouse cell create /cells/[machine]/tick-1.cell" \
		{[ $(cat /sys/devices/system/cpu/cpu1/online) = 0 ]}]
	# the next command waits for what the killed one left under way
	if {[linux {jailhouse cell destroy tick-1 > /dev/null 2>&1; echo $?}] == 0} {
		incr created
	}
	check {[pool_used] == $with_tick_3} "round $round: no page was lost"
	await_true {[linux nproc] == 3} "round $round: CPU 1 is back"
	expect_moving $beat
}
step "$created of $count had their cell"

step "killed in mid-load"
cell create tick-1
linux {dd if=/dev/zero of=/tmp/large bs=1M count=1 2>/dev/null; truncate -s 980K /tmp/large}
set images "/inmates/fault.bin"
for {set n 0} {$n < 150} {incr n} {
	append images " /tmp/large"
}
linux "images='$images'"
set loading 0
# each has a chance: the copy takes a tenth of a second
for {set round 1} {$round <= 3 || ($loading == 0 && $round <= 20)} {incr round} {
	set loads [console_count {Cell "tick-1" can be loaded}]
	incr loading [kill_when "jailhouse cell load tick-1 \$images" \
		"\[ \$(grep -c 'Cell \"tick-1\" can be loaded' /sys/devices/jailhouse/console) -gt $loads \]"]
	expect_state tick-1 "shut down"
}
check {$loading > 0} "of [expr {$round - 1}] tools $loading were killed in mid-load"
incr hits $loading
cell load tick-1 /inmates/fault.bin
cell start tick-1
expect_moving [heartbeat_of tick-1]

set tools [expr {2 * $count + $round - 1}]
check {$hits > 0} "of $tools tools $hits were killed under way"

step "killed while they wait for each other ($hits of $tools were hit so far)"
linux {for i in 1 2 3 4; do (exec jailhouse cell load tick-1 $images > /dev/null 2>&1) & pids="$pids $!"; done; kill -9 $pids; wait} -timeout 60
cell load tick-1 /inmates/fault.bin
cell start tick-1
expect_moving [heartbeat_of tick-1]
expect_moving $beat

step "everything is back"
cell destroy tick-1
cell destroy tick-3
check {[pool_used] == $pages} "no page was lost"
expect_cpus 4
disable
expect_cpus 4
linux {rmmod jailhouse}
