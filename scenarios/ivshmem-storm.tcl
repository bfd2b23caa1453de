# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Two cells that ring each other's doorbell without end, while Linux computes and a third cell
#   ticks, lose none: the number seen last is the one written last, one-shot interrupts or not.
# machines: xapic x2apic arm64
# needs: cell:ivshmem-0 cell:ivshmem-1 inmate:ivshmem-storm cell:tick-3 inmate:fault
# tags: ivshmem load
# timeout: 3600

source [file join [file dirname [info script]] lib more.tcl]

# Doorbells in each direction; the nightly run has YARD_STORM=100000. A batch ends with a wait for the
# peer, which is what takes the time on a busy host: its processors have to sleep and be woken.
set count [expr {[info exists ::env(YARD_STORM)] ? $::env(YARD_STORM) : [rounds 400 1000]}]
set batch [expr {max(16, $count / 500)}]

# Both peers with these parameters, until each has sent and seen all.
proc storm {count parameters} {
	foreach n {0 1} {
		cell load ivshmem-$n /inmates/ivshmem-storm.bin \
			-s "target=[expr {1 - $n}] count=$count $parameters" -a 0x1000
		cell start ivshmem-$n
	}
	foreach line [expect_hv_times 2 -re {STORM: [^\n]*\n} -timeout [expr {400 + $count / 50}]] {
		check {[string match "*sent $count doorbells, all seen*" $line]} "$line"
	}
	foreach n {0 1} {
		cell shutdown ivshmem-$n
	}
}

enable
start_quiet tick-3
cell create ivshmem-0
cell create ivshmem-1
linux {(while :; do md5sum /bin/busybox > /dev/null; done) & echo $! > /tmp/load}

step "as fast as they can"
storm $count "batch=$batch"
step "one by one: each doorbell is an interrupt"
storm [expr {min(2000, $count / 10)}] "batch=1"
step "with interrupts that switch themselves off"
storm [expr {$count / 4}] "batch=$batch one-shot"

linux {kill $(cat /tmp/load)}
expect_ticking tick-3
disable
expect_cpus 4
