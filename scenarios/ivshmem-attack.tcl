# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A peer that tries every register, doorbell and window of its end of a link changes nothing
#   but its own; what it may not do stops its cell and is explained; its flood of doorbells and states
#   keeps no other link from working.
# machines: svm arm64
# needs: cell:ivshmem-2 cell:link-1 cell:link-2 inmate:ivshmem-attack inmate:ivshmem-storm
#   inmate:ivshmem-demo
# tags: ivshmem isolation
# timeout: 900

source [file join [file dirname [info script]] lib more.tcl]

proc attack {name parameters} {
	cell load ivshmem-2 /inmates/ivshmem-attack.bin -s "attack=$name $parameters" -a 0x1000
	cell start ivshmem-2
	expect_hv "ATTACK: about to try $name"
}

# Name, and a part of what explains it; x86 tells memory and registers otherwise than ARM.
set fatal {
	state-table		"JAILHOUSE_MEM_WRITE"
	foreign-output		"JAILHOUSE_MEM_WRITE"
	read-byte		"registers are aligned and of 4 bytes"
	write-word		"registers are aligned and of 4 bytes"
	header			"an IVSHMEM device has no such register to write"
	capability-pointer	"an IVSHMEM device has no such register to write"
	behind-window		"no region of cell"
}
if {[string match q35-* [machine]]} {
	lappend fatal table-end "of the table, which has 2 vectors" pba "of the table, which has 2 vectors" \
		table-word "accesses are aligned and of 4 bytes" \
		foreign-cpu "of fixed or lowest-priority delivery to CPUs of the cell" \
		nmi "of fixed or lowest-priority delivery to CPUs of the cell"
}

enable
foreach n {1 2} {
	cell create link-$n
}
cell create ivshmem-2
# the page behind the link's last section, which Linux owns and does not use
set behind [expr {$::env(YARD_RESERVED_BASE) + 0x600000 + 0x200000 * 17 + 0x8000}]
poke $behind [string repeat 5a 64]
set before [peek $behind 4096]

step "everything that is granted or ignored"
attack sweep ""
foreach line [expect_hv_times 1 -re {ATTACK: sweep [^\n]*\n}] {
	check {[string match "*passed*" $line]} "$line"
}
cell shutdown ivshmem-2

step "a flood, and two cells on another link that count what gets through"
attack flood "rounds=1000000000"
foreach n {1 2} {
	cell load link-$n /inmates/ivshmem-storm.bin -s "target=[expr {3 - $n}] count=500" -a 0x1000
	cell start link-$n
}
foreach line [expect_hv_times 2 -re {STORM: [^\n]*\n} -timeout 400] {
	check {[string match "*sent 500 doorbells, all seen*" $line]} "$line"
}
expect_state ivshmem-2 "running"
expect_ticking link-1

foreach {name explanation} $fatal {
	step "what stops the cell: $name"
	attack $name ""
	expect_hv $explanation
	expect_parked ivshmem-2
	await_state ivshmem-2 "failed"
	expect_ticking link-1
	expect_ticking link-2
}
check {[string first "SURVIVED" [hv_unread]] < 0} "nothing came back that must not"
check {[peek $behind 4096] eq $before} "nothing behind the link has changed"

step "the end still works for a program that behaves"
cell load ivshmem-2 /inmates/ivshmem-demo.bin -s "quiet" -a 0x1000
cell start ivshmem-2
expect_hv "IVSHMEM: initialized device"
expect_ticking ivshmem-2
disable
expect_cpus 4
