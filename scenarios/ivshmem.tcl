# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Cells on a shared-memory link interrupt each other, also once only, and see each other's words
#   and states; the end of one, by crash, shutdown or destruction, is seen by the others, and what a
#   peer leaves behind in its section nobody finds: it is cleared when its cell goes and when it comes.
# machines: svm arm64 gicv2
# needs: cell:ivshmem-0 cell:ivshmem-1 cell:ivshmem-2 inmate:ivshmem-demo inmate:ivshmem-attack
# tags: ivshmem pci
# timeout: 600

source [file join [file dirname [info script]] lib more.tcl]

# the link, see machines/q35/ivshmem.h: state table, common section, one section of each peer
set link [expr {$::env(YARD_RESERVED_BASE) + 0x600000 + 0x200000 * 17}]
set common [expr {$link + 0x1000}]
set section_size 0x2000

proc section_of {peer} {
	return [expr {$::link + 0x2000 + $peer * $::section_size}]
}

proc is_clear {address size} {
	return [expr {[string trimleft [peek $address $size] 0] eq ""}]
}

# load_peer N ?PARAMETERS?: the demo in the end N of the link.
proc load_peer {n {parameters ""}} {
	cell load ivshmem-$n /inmates/ivshmem-demo.bin -s $parameters -a 0x1000
	cell start ivshmem-$n
	expect_hv "IVSHMEM: ID is $n"
	expect_hv "IVSHMEM: initialized device"
}

enable

step "what was in the sections before is gone when the peers are created"
foreach n {0 1 2} {
	check {![is_clear [section_of $n] $section_size]} "section $n has old content"
}
cell create ivshmem-0
check {[is_clear [section_of 0] $section_size]} "the section of the first peer is cleared"
check {![is_clear [section_of 1] $section_size]} "that of another one is not yet"
cell create ivshmem-1
check {[is_clear [section_of 1] $section_size]} "the section of the second peer is cleared"
check {[is_clear $common 0x1000]} "the common section is cleared with the second peer"

# a pin has one, for all
set vector [expr {[on_arm] ? 0 : 1}]

step "two peers talk"
load_peer 0 target=1
expect_hv "IVSHMEM: sending IRQ $vector to peer 1"
load_peer 1 target=0
expect_hv "IVSHMEM: got interrupt $vector"
from_now_on
expect_hv "IVSHMEM: sending IRQ $vector to peer 0"
expect_hv "IVSHMEM: got interrupt $vector"
expect_hv -re {IVSHMEM: state\[0\] = 1\n}

step "a third one joins: it is quiet, and its state is seen"
cell create ivshmem-2
load_peer 2 "target=0 quiet"
expect_hv -re {IVSHMEM: state\[2\] = 3\n}
check {![is_clear [section_of 2] $section_size]} "it has written to its section"

step "it is destroyed: the others are told, see its state gone, and find nothing in its section"
from_now_on
linux "jailhouse cell destroy ivshmem-2"
# in any order: the cell agrees first, which changes its state
expect_hv_all {{Closing cell "ivshmem-2"} {IVSHMEM: got interrupt 0}}
expect_hv -re {IVSHMEM: state\[2\] = 0\n}
check {[is_clear [section_of 2] $section_size]} "its section is cleared"

step "another one crashes: the others are told as well, and its section goes with its cell"
cell create ivshmem-2
from_now_on
cell load ivshmem-2 /inmates/ivshmem-attack.bin -s "attack=memory offset=0 write" -a 0x1000
poke [section_of 2] "dead"
cell start ivshmem-2
expect_hv "ATTACK: about to try memory"
expect_parked ivshmem-2
expect_hv -re {IVSHMEM: state\[2\] = 0\n}
await_state ivshmem-2 "failed"
check {![is_clear [section_of 2] 2]} "what it has left can be looked at"
cell destroy ivshmem-2
check {[is_clear [section_of 2] $section_size]} "until it is destroyed"

step "a shutdown is seen as well"
from_now_on
cell shutdown ivshmem-1
expect_hv -re {IVSHMEM: state\[1\] = 0\n}
await_state ivshmem-1 "shut down"

step "one-shot: after its first interrupt a peer is not interrupted any more"
cell shutdown ivshmem-0
load_peer 0 "target=1 one-shot"
cell load ivshmem-1 /inmates/ivshmem-demo.bin -s "target=0" -a 0x1000
cell start ivshmem-1
expect_hv "IVSHMEM: interrupts are off now"
from_now_on
foreach n {1 2} {
	expect_hv "IVSHMEM: sending IRQ $vector to peer 0"
	expect_ticking ivshmem-0
}
check {[string first "interrupts are" [hv_unread]] < 0} "what its peer sends then does not come"

step "all goes, and root Linux goes on"
cell destroy ivshmem-1
cell destroy ivshmem-0
foreach n {0 1 2} {
	check {[is_clear [section_of $n] $section_size]} "section $n is cleared"
}
check {[is_clear $common 0x1000]} "the common section is cleared with the last peer"
disable
expect_cpus 4
