# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Cells on a shared-memory link interrupt each other and see each other's words and states;
#   the end of one, by shutdown or destruction, is seen by the others.
# machines: svm arm64 gicv2
# needs: cell:ivshmem-0 cell:ivshmem-1 cell:ivshmem-2 inmate:ivshmem-demo
# tags: ivshmem pci
# timeout: 600

source [file join [file dirname [info script]] lib more.tcl]

# The vector that a peer rings: the second one, or the only one where all peers share a line.
set vector [expr {[on_arm] ? 0 : 1}]

# start_peer N ?PARAMETERS?: the end N of the link, with the demo in it.
proc start_peer {n {parameters ""}} {
	cell create ivshmem-$n
	linux "jailhouse cell load ivshmem-$n /inmates/ivshmem-demo.bin\
		-s '$parameters' -a 0x1000"
	cell start ivshmem-$n
	expect_hv "IVSHMEM: ID is $n"
	expect_hv "IVSHMEM: initialized device"
}

enable

step "two peers talk"
start_peer 0 target=1
expect_hv "IVSHMEM: sending IRQ $vector to peer 1"
start_peer 1 target=0
expect_hv "IVSHMEM: got interrupt $vector"
from_now_on
expect_hv "IVSHMEM: sending IRQ $vector to peer 0"
expect_hv "IVSHMEM: got interrupt $vector"
expect_hv -re {IVSHMEM: state\[0\] = 1\n}

step "a third one joins: it is quiet, and its state is seen"
start_peer 2 "target=0 quiet"
expect_hv -re {IVSHMEM: state\[2\] = 3\n}

step "it is destroyed: the others are told, and see its state gone"
from_now_on
cell destroy ivshmem-2
expect_hv "IVSHMEM: got interrupt 0"
expect_hv -re {IVSHMEM: state\[2\] = 0\n}

step "a shutdown is seen as well"
from_now_on
cell shutdown ivshmem-1
expect_hv -re {IVSHMEM: state\[1\] = 0\n}
await_state ivshmem-1 "shut down"

step "all goes, and root Linux goes on"
cell destroy ivshmem-1
cell destroy ivshmem-0
disable
expect_cpus 4
