# SPDX-License-Identifier: GPL-2.0-only
#
# claim: While Linux computes, forks and copies on all of its CPUs, cells tick on, others come and
#   go, and Linux computes what it computed before there was a hypervisor.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-2 cell:tick-3 inmate:fault
# tags: load
# timeout: 900

# Each kind of work goes on until it is told to stop, and says what it found, once each time.
linux {compute() { head -c 2000000 /dev/zero | sha256sum | cut -c 1-16; }}
linux {copy() { cd /dev/shm; head -c 300000 /dev/urandom > a.$1; cp a.$1 b.$1; cmp a.$1 b.$1 && echo same; }}
linux {forks() { for n in 1 2 3 4 5 6 7 8; do (true) & done; wait; echo waited; }}
linux {busy() { while [ ! -e /tmp/stop ]; do "$1" "$2"; done > /tmp/"$1.$2" 2>&1; }}
set sum [linux {compute}]

enable
start_quiet tick-1
start_quiet tick-3
step "all at once, on both CPUs"
foreach cpu {0 2} {
	foreach work {compute copy forks} {
		linux "(busy $work $cpu) < /dev/null > /dev/null 2>&1 &"
	}
}

# Each has gone round that often.
proc expect_rounds {count} {
	foreach cpu {0 2} {
		foreach work {compute copy forks} {
			await_true {[linux "wc -l < /tmp/$work.$cpu" -status any] >= $count} \
				"$work.$cpu has done $count rounds"
		}
	}
}

for {set round 1} {$round <= [rounds 1 2]} {incr round} {
	step "cells tick, and another one comes and goes: round $round"
	foreach name {tick-1 tick-3} {
		foreach time {1 2 3 4 5} {
			expect_ticking $name
		}
	}
	start_quiet tick-2
	check {[linux {jailhouse cell list | wc -l}] == 5} "four cells are listed"
	cell destroy tick-2
	expect_rounds [expr {2 * $round}]
}

step "Linux computed the same all the time"
linux {touch /tmp/stop; wait}
check {[linux {cat /tmp/compute.* | sort -u}] eq $sum} "the sums are those from before"
check {[linux {cat /tmp/copy.* | sort -u}] eq "same"} "what was copied is the same"
check {[linux {cat /tmp/forks.* | sort -u}] eq "waited"} "all children ended"
foreach name {tick-1 tick-3} {
	expect_state $name "running"
	expect_ticking $name
}
check {![regexp {FATAL|Parking|Stopping} [hv_unread]]} "nothing was stopped"
disable
expect_cpus 4
