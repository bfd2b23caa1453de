# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux cannot change the hypervisor, nor a cell that runs: writing to code, console or a
#   cell's program costs it the CPU that does it, nothing is written, and the cell goes on.
# machines: svm arm64
# kernels: all
# needs: cell:tick-1 inmate:fault
# tags: memory fault isolation
# timeout: 600

# a parked CPU of root is what this is about
set cellyard::root_fault_expected 1

set hypervisor [hypervisor_base]
set attack [binary encode hex Attacker]

step "without the hypervisor Linux writes wherever it likes"
load_driver
linux {insmod /lib/modules/root-write.ko}
set targets [lmap page {1 2 3 4} {format 0x%x [expr {$hypervisor + 0x1000 * $page}]}]
linux "echo $targets > /dev/root-write"
foreach address $targets {
	await_true {[peek $address 8] eq $attack} "$address is written"
}

enable
start_quiet tick-1
# text_start and console_page of struct jailhouse_header; the console's text itself changes
set code [expr {$hypervisor + [peek64 [expr {$hypervisor + 80}]]}]
set console [expr {$hypervisor + [peek64 [expr {$hypervisor + 32}]] + 4088}]
set program [expr {[heartbeat_of tick-1] - 0xff8}]

# CPU 1 is the cell's
array set target [list 0 $code 2 $console 3 $program]
foreach cpu {0 2 3} {
	set before($cpu) [peek $target($cpu) 8]
	check {$before($cpu) ne $attack} "CPU $cpu has something to change"
}
step "Linux writes to the hypervisor's code, its console, and a running cell's program"
from_now_on
linux_type "echo $target(0) $target(2) $target(3) > /dev/root-write\r"
set lines {}
foreach cpu {0 2 3} {
	lappend lines [violation write $target($cpu) 8] \
		"Parking CPU $cpu (Cell: \"[machine]\")"
}
lappend lines "covers it, and none may: this is the hypervisor's own memory"
expect_hv_all $lines

step "nothing was written, and the cell goes on"
foreach cpu {0 2 3} {
	check {[peek $target($cpu) 8] eq $before($cpu)} "CPU $cpu has changed nothing"
}
foreach time {1 2 3} {
	expect_ticking tick-1
}
