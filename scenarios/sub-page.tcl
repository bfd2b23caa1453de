# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Of a page of which a cell has a part, Linux keeps the rest: its accesses to it arrive, one
#   to the part is a violation, and all of the page comes back with the cell's end.
# machines: svm arm64 gicv2 max
# needs: cell:fault-demo cell:tick-1 inmate:fault
# tags: isolation memory
# timeout: 600

# a parked CPU of root is what this is about
set cellyard::root_fault_expected 1

# the cell has the first 0x100 bytes of this page
set page [expr {[ram_of fault-demo] + 0x130000}]

proc devmem {address width args} {
	return [linux "busybox devmem [format 0x%x $address] $width $args"]
}

enable
start_quiet tick-1
devmem [expr {$page + 0x10}] 32 0x11111111
cell create fault-demo

step "the rest of the page is Linux's, in all widths"
foreach {offset width value} {0x100 8 0xA5 0x800 16 0xBEEF 0x400 32 0xCAFE0123 0xff8 64 0x1122334455667788} {
	set address [expr {$page + $offset}]
	devmem $address $width $value
	check {[devmem $address $width] == $value} "Linux reads back what it wrote at $offset"
}
check {[peek32 [expr {$page + 0x400}]] == 0xCAFE0123} "it is in the memory itself"

step "the page comes back when the cell ends"
cell destroy fault-demo
check {[devmem [expr {$page + 0x10}] 32] == 0} "Linux reads the part, which was cleared"
check {[devmem [expr {$page + 0x400}] 32] == 0xCAFE0123} "and the rest, which was not"

step "the part is the cell's: a CPU of Linux that touches it is parked"
cell create fault-demo
from_now_on
linux "(taskset -c 3 busybox devmem [format 0x%x [expr {$page + 0x10}]] 32 2>/dev/null) &"
expect_hv "[violation read [expr {$page + 0x10}] 4]\nhint: this is memory of cell \"fault-demo\"\n"
expect_parked [machine] -cpu 3
expect_ticking tick-1
