# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A bit that flips in a cell's program counter is that cell's affair; its neighbour ticks on.
# machines: svm arm64
# needs: cell:tick-1 cell:fault-demo inmate:fault inmate:victim

source [file join $cellyard::top scenarios lib flips.tcl]

set counter [expr {[on_arm] ? "pc" : "rip"}]
enable
start_quiet tick-1
cell create fault-demo
cell load fault-demo /inmates/victim.bin
start_victim
inject {
	flip_register 2 $counter 40
	set what "bit 40 of $counter of CPU 2"
}
# which of them depends on the machine
cellyard::expect_failure_of fault-demo failed
expect_hv -re {Parking CPU 2 \(Cell: "fault-demo"\)|--- EXCEPTION}
expect_ticking tick-1
disable
