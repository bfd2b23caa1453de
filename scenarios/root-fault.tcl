# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux is stopped like any other cell when it touches what belongs to a cell: its CPU
#   is parked and explained, and the cells go on whatever becomes of Linux without it.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-2 inmate:fault
# tags: fault isolation
# timeout: 600

# a parked CPU of root is what this is about
set cellyard::root_fault_expected 1

step "before: it is Linux's, and it may write there"
linux [trespass 3]
enable
start_quiet tick-1
start_quiet tick-2

step "CPU 3 of Linux writes to what a cell owns"
from_now_on
linux "([trespass 3]) &"
set found [expect_hv -re "[literal [trespass_line]]\[^\\n\]*\\n"]
check {[string match "*hint: *" $found]} "a hint says why: $found"
foreach line [dump_lines] {
	expect_hv -re $line
}
expect_parked [machine] -cpu 3

step "the cells do not notice"
foreach name {tick-1 tick-2} {
	expect_ticking $name
}

step "nor when Linux tries again on another CPU and is lost altogether"
from_now_on
linux_type "[trespass 0]\r"
foreach name {tick-1 tick-2} {
	foreach time {1 2 3} {
		expect_ticking $name
	}
}
check {![regexp {Parking CPU [12]} [hv_unread]]} "no CPU of a cell was parked"
