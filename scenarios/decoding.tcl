# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Every form of MOV that is promised is emulated on trapped memory: all operand widths,
#   addressing modes and page-crossing instructions, in 64- and 32-bit mode.
# machines: svm
# needs: cell:fault-demo inmate:fault cell:test-device inmate:mmio-access inmate:mmio-access-32
# tags: mmio
# timeout: 600

# x86 alone, where the hypervisor decodes instructions itself. What ARM processors decode for it is
# played by the row mmio-all of faults-arm64.tsv.

# The verdicts of a program that reads and writes trapped memory.
proc expect_passed {} {
	foreach what {read write} {
		set line [expect_hv -re "MMIO $what test (passed|FAILED)\[^\\n\]*\\n" -timeout 200]
		if {![regexp {passed(: ([0-9]+) forms, 0 failed)?\n$} $line - - forms]} {
			fail "[string trim $line]; [string range $cellyard::passed(hypervisor) 0 1000]"
		}
		if {$forms ne "" && $forms < 5000} {
			fail "only $forms forms were tried"
		}
	}
}

enable
cell create fault-demo
foreach forms {promised full} {
	step "generated forms on a sub-page region: $forms"
	cell load fault-demo /inmates/fault.bin -s "fault=mmio-all forms=$forms" -a 0x1000
	from_now_on
	cell start fault-demo
	expect_hv "About to: mmio-all"
	expect_passed
	check {[cell_counter fault-demo vmexits_mmio] > 30000} "each of them was an exit"
	expect_ticking fault-demo
}
cell destroy fault-demo

cell create test-device
foreach inmate {mmio-access mmio-access-32} {
	step "$inmate on the test device"
	cell load test-device /inmates/$inmate.bin
	from_now_on
	cell start test-device
	expect_passed
	await_state test-device "shut down"
}
step "outside of the test device's eight bytes its page is nobody's"
cell load test-device /inmates/fault.bin -s "fault=read addr=0x101ff0 size=8" -a 0x1000
from_now_on
cell start test-device
expect_hv "testdev: invalid read, register ff0, size 8"
expect_parked test-device -cpu 3
cell destroy test-device
expect_cpus 4
disable
