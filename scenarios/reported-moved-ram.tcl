# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: after its RAM was moved, a cell can't be loaded: "Invalid argument".
#   Here the tool says where the image was to go, what a region must allow, and what to do.
# machines: svm
# needs: cell:tick-3 cell:tiny-demo inmate:tiny-demo inmate:fault
# tags: reported tool
# timeout: 600

enable
start_quiet tick-3
cell create moved-ram /cells/[machine]/reported/moved-ram.cell
set said [cell load moved-ram /inmates/tiny-demo.bin -refused]
check {[string match "*an image at 0x0 is not inside one region with JAILHOUSE_MEM_LOADABLE*" $said]} "it says where: $said"
check {[string match "*memory region 0 has room for it: correct its virt_start, or load a program that is linked for 0x200000 there (-a 0x200000)*" $said]} \
	"it says where there is room, and what to do: $said"
step "with its RAM back at the address that the program is linked for"
cell destroy moved-ram
cell create tiny-demo
cell load tiny-demo
cell start tiny-demo
expect_hv "Hello from this tiny cell!"
expect_ticking tick-3
