# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: after its RAM was moved, a cell can't be loaded: "Invalid argument".
#   Here the tool says where the image was to go and what a region must allow.
# machines: svm
# needs: cell:tick-3 inmate:tiny-demo inmate:fault
# tags: reported tool
# timeout: 600

enable
start_quiet tick-3
cell create moved-ram /cells/[machine]/reported/moved-ram.cell
set said [cell load moved-ram /inmates/tiny-demo.bin -refused]
check {[string match "*an image at 0x0 is not inside one region with JAILHOUSE_MEM_LOADABLE*" $said]} "it says where: $said"
check {[string match "*memory region 0 has room for it: load it at 0x200000 (-a 0x200000), or correct its virt_start*" $said]} \
	"it says where there is room: $said"
step "at the address that the cell has"
cell load moved-ram /inmates/tiny-demo.bin -a 0x200000
expect_ticking tick-3
