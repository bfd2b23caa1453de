# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A peer that tries every register, doorbell and window of its end of a link changes nothing
#   but its own; what it may not do, access by access, stops its cell and is explained; its flood of
#   doorbells and states keeps no other link from working.
# machines: svm arm64
# needs: cell:ivshmem-2 cell:link-1 cell:link-2 inmate:ivshmem-attack inmate:ivshmem-storm
#   inmate:ivshmem-demo
# tags: ivshmem isolation
# timeout: 900

source [file join [file dirname [info script]] lib more.tcl]

proc attack {name {parameters ""}} {
	cell load ivshmem-2 /inmates/ivshmem-attack.bin -s "attack=$name $parameters" -a 0x1000
	cell start ivshmem-2
	expect_hv "ATTACK: about to try $name"
}

set strikes 0

# One access that must stop the cell: place, offset from there, bytes, read or write, and a part of
# what explains it.
proc strike {place offset size direction explanation {value 0}} {
	set parameters "offset=$offset size=$size"
	if {$direction eq "write"} {
		append parameters " write value=$value"
	}
	attack $place $parameters
	expect_hv $explanation
	expect_parked ivshmem-2
	await_state ivshmem-2 "failed"
	incr ::strikes
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
attack sweep
set line [lindex [expect_hv_times 1 -re {ATTACK: sweep [^\n]*\n}] 0]
# 1,019 offsets without a register and the 5 registers, 5 patterns each; all vectors, all targets, those
# of one-shot and masked interrupts; every byte, word and dword of configuration space that may be
# written, 5 patterns each
set counted "sweep passed: 10225 accesses to registers,\
	[expr {[on_arm] ? 4 * 65536 - 2 + 4 : 4 * 65536 - 3 + 8}] doorbells, [expr {[on_arm] ? 0 : 4}] masks,\
	1680 accesses to configuration space, 6 places of windows"
check {[string match "*$counted*" $line]} "counted: $line"
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

set unaligned "registers are aligned and of 4 bytes"
step "registers: other widths, other alignments, behind the last"
foreach direction {read write} {
	foreach {offset size} {0x0 1 0xd 1 0x12 1 0xffb 1 0x8 2 0xe 2 0xffc 2 0x8 8 0x10 8} {
		strike registers $offset $size $direction $unaligned
	}
	strike registers 0x1000 4 $direction "no region of cell"
}
expect_ticking link-1

step "sections that it must not write: states, the outputs of others, what is behind"
foreach offset {0x0 0x8 0xffc 0x2000 0x3ffc 0x4000 0x5ffc} {
	strike memory $offset 4 write "the link lays down who writes where"
}
foreach direction {read write} {
	strike memory 0x8000 4 $direction "no region of cell"
}
expect_ticking link-2

step "configuration space: what must not be written"
foreach {offset size} {0x0 2 0x2 2 0x8 4 0x28 4 0x2c 4 0x34 1 0x3c 4 0x3d 1 0x3e 2 0x80 4 0xfc 4} {
	strike config $offset $size write "an IVSHMEM device has no such register to write"
}
expect_ticking link-1

if {![on_arm]} {
	step "unaligned registers, and the table of vectors"
	foreach offset {0x1 0xe 0x13} {
		strike registers $offset 4 read $unaligned
		strike registers $offset 4 write $unaligned
	}
	foreach {offset size direction} {
		0x0 1 read  0x0 2 write  0x8 8 read  0x8 8 write  0x2 4 read  0xe 4 write
	} {
		strike table $offset $size $direction "accesses are aligned and of 4 bytes"
	}
	foreach {offset direction} {0x20 read  0x20 write  0xfc read  0x100 write  0x1fc write} {
		strike table $offset 4 $direction "of the table, which has 2 vectors"
	}
	strike table 0x200 4 read "no region of cell"
	expect_ticking link-2

	step "messages to the CPUs of others, or of a delivery that is no interrupt"
	set inside "of fixed or lowest-priority delivery to CPUs of the cell"
	# CPU 3 is the cell's: 0, 1, all, one that is not there; logical: 0, all
	foreach address {0xfee00000 0xfee01000 0xfeeff000 0xfee09000 0xfee01004 0xfeeff004} {
		strike table 0x0 4 write $inside $address
	}
	# SMI, reserved, NMI, INIT, start-up, external
	foreach delivery {2 3 4 5 6 7} {
		strike table 0x8 4 write $inside [expr {$delivery << 8 | 32}]
	}
}
expect_ticking link-1
expect_ticking link-2
check {$strikes == ([on_arm] ? 40 : 70)} "$strikes accesses, each of which stopped the cell"
check {[string first "SURVIVED" [hv_unread]] < 0} "nothing came back that must not"
check {[peek $behind 4096] eq $before} "nothing behind the link has changed"

step "the end still works for a program that behaves"
cell load ivshmem-2 /inmates/ivshmem-demo.bin -s "quiet" -a 0x1000
cell start ivshmem-2
expect_hv "IVSHMEM: initialized device"
expect_ticking ivshmem-2
disable
expect_cpus 4
