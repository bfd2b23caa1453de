# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: the ends of a link never see each other, as their devices have different
#   addresses on the bus. Here the second cell is refused, and the sentence names both.
# machines: svm
# needs: cell:tick-3 cell:ivshmem-0 cell:ivshmem-1 inmate:fault
# tags: reported ivshmem pci
# timeout: 600

enable
start_quiet tick-3
cell create ivshmem-0
set said [cell create other-place /cells/[machine]/reported/other-place.cell -refused]
check {[string match "*PCI device 0: is at 00:0d.0, *PCI device 0 of cell \"ivshmem-0\"*have the same bdf*" $said]} \
	"both ends are named: $said"
step "as it has to be"
cell create ivshmem-1
expect_ticking tick-3
