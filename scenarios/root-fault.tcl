# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux is stopped like any other cell when it touches what belongs to a cell: its CPU
#   is parked and explained, and the cells go on whatever becomes of Linux without it.
# machines: svm
# needs: cell:tick-1 cell:tick-2 inmate:fault
# tags: fault isolation
# timeout: 600

# a parked CPU of root is what this is about
set cellyard::root_fault_expected 1

step "before: the serial port is Linux's, and it may write there"
linux {printf . | dd of=/dev/port bs=1 seek=1016 count=1 2>/dev/null}
enable
start_quiet tick-1
start_quiet tick-2

step "CPU 3 of Linux writes to the serial port that the cells own"
from_now_on
linux {(printf . | taskset -c 3 dd of=/dev/port bs=1 seek=1016 count=1 2>/dev/null) &}
set found [expect_hv -re {FATAL: Invalid PIO write, port: 3f8 size: 1\n[^\n]*\n}]
check {[string match "*hint: *" $found]} "a hint says why: $found"
expect_hv -re {EFER: 0x[0-9a-f]{16}\n}
expect_parked [machine] -cpu 3

step "the cells do not notice"
foreach name {tick-1 tick-2} {
	expect_ticking $name
}

step "nor when Linux tries again on another CPU and is lost altogether"
from_now_on
linux_type "printf . | taskset -c 0 dd of=/dev/port bs=1 seek=1016 count=1\r"
foreach name {tick-1 tick-2} {
	foreach time {1 2 3} {
		expect_ticking $name
	}
}
check {![regexp {Parking CPU [12]} [hv_unread]]} "no CPU of a cell was parked"
