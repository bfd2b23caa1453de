# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux and two cells on one link: each interrupts the next, each reads what the two others
#   say; when one is shut down, crashes or is destroyed the two that are left are told, and go on.
# machines: svm arm64 gicv2
# needs: cell:link-1 cell:link-2 inmate:ivshmem-demo inmate:ivshmem-attack
# tags: ivshmem uio
# timeout: 400

source [file join [file dirname [info script]] lib more.tcl]

# in the common section of the link, see machines/links.h
set word [expr {$::env(YARD_RESERVED_BASE) + 0x600000 + 0x200000 * 36 + 0x1000 + 18 * 4}]

proc heard {pattern} {
	return [regexp -all $pattern [linux {cat /tmp/hello}]]
}

linux {insmod /lib/modules/uio.ko && insmod /lib/modules/uio_ivshmem.ko}
enable
foreach {cell target} {link-1 2 link-2 0} {
	cell create $cell
	cell load $cell /inmates/ivshmem-demo.bin -s "target=$target" -a 0x1000
	cell start $cell
}

step "root interrupts the first cell, that one the second, which interrupts root"
linux {: >/tmp/hello; (ivshmem-hello /dev/uio0 1 1000000 >>/tmp/hello 2>&1 &)}
# no end tells its own words: these are of the first and of the second cell
expect_hv_all {"peer 2 says:" "peer 1 says:" "peer 0 says: Hello #"}
await_true {[heard {from 1: }] >= 1} "root hears the first cell"
await_true {[heard {from 2: }] >= 1} "root hears the second cell"

step "the first one goes"
cell shutdown link-1
expect_hv -re {IVSHMEM: state\[1\] = 0\n}
await_true {[heard {state of 1: 0}] == 1} "root sees it"
set before [heard {from 2: }]
await_true {[heard {from 2: }] > $before} "the second cell and root go on"

step "it comes back"
cell load link-1 /inmates/ivshmem-demo.bin -s "target=2" -a 0x1000
cell start link-1
await_true {[heard {state of 1: 2}] == 2} "root sees it again"
from_now_on
expect_hv {peer 1 says:}

linux {killall ivshmem-hello}
expect_hv -re {IVSHMEM: state\[0\] = 0\n}

# From here on nothing but a change of state interrupts the first cell.
cell shutdown link-1
cell load link-1 /inmates/ivshmem-demo.bin -s "target=9" -a 0x1000
cell start link-1

# The second cell with a state that stays, seen by root and the first cell TIMES times.
proc show_state {times} {
	cell load link-2 /inmates/ivshmem-attack.bin -s "attack=memory offset=0 write wait" -a 0x1000
	cell start link-2
	await_true {[heard {state of 2: 1}] == $times} "root sees its state"
	expect_hv -re {IVSHMEM: state\[2\] = 1\n}
}

step "the second one crashes"
cell shutdown link-2
linux {: >/tmp/hello; (ivshmem-hello /dev/uio0 2 1000000 >>/tmp/hello 2>&1 &)}
await_true {[heard {to 2: }] >= 1} "the program has started"
show_state 1
set before [heard {state of 2: 0}]
poke $word 01000000
expect_parked link-2
expect_hv -re {IVSHMEM: state\[2\] = 0\n}
await_true {[heard {state of 2: 0}] == $before + 1} "root sees it"

step "it is destroyed"
poke $word 00000000
show_state 2
cell destroy link-2
expect_hv -re {IVSHMEM: state\[2\] = 0\n}
await_true {[heard {state of 2: 0}] == $before + 2} "root sees it"

linux {killall ivshmem-hello}
disable
linux {rmmod uio_ivshmem && rmmod uio}
