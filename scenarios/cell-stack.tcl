# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The dump of a cell that is stopped shows its code and its stack. Wherever its stack pointer
#   leads, nothing is read that is not the cell's RAM, and the others go on.
# machines: svm arm64
# needs: cell:tick-1 cell:fault-demo inmate:fault
# tags: fault isolation
# timeout: 600

proc fault {parameters} {
	cell load fault-demo /inmates/fault.bin -s $parameters -a 0x1000
	from_now_on
	cell start fault-demo
	expect_hv [violation read 0x10000000]
	foreach line [dump_lines] {
		expect_hv -re $line
	}
	expect_hv -re {Cell code at 0x[0-9a-f]+: [0-9a-f]{16} [0-9a-f]{16}\n}
}

proc expect_end {} {
	expect_parked fault-demo
	await_state fault-demo "failed"
	expect_ticking tick-1
}

enable
start_quiet tick-1
cell create fault-demo

step "its stack is shown"
fault "fault=read"
expect_hv -re {Cell stack before exception \(0x[0-9a-f]+ - 0x[0-9a-f]+\):\n(?:[0-9a-f]{16} [0-9a-f]{16}\n)+}
expect_end

step "as far as the cell's RAM goes"
fault "fault=stack value=0xffff0"
expect_hv -re {Cell stack before exception \(0xffff0 - 0x100000\):\n[0-9a-f]{16} [0-9a-f]{16}\n}
expect_end

# not the cell's; registers that trap; no address of this processor; not mapped by the program; the end
foreach pointer {0x10000000 0x130000 0x7fffffffffffff00 0x40000000000 0xfffffffffffffff8} {
	step "the stack pointer is $pointer"
	fault "fault=stack value=$pointer"
	expect_hv "Cell stack before exception: not readable\n"
	expect_end
}

step "the cell is good for another program"
cell load fault-demo /inmates/fault.bin
from_now_on
cell start fault-demo
expect_hv "fault=list shows the names"
disable
