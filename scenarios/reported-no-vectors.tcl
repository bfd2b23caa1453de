# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Reported by users: an end of a link never gets an interrupt, as its device has no vectors.
#   Here the configuration is refused with that reason, or, where it means pins, the check says that
#   x86 has none.
# machines: svm
# needs: cell:tick-3 cell:link-1 inmate:fault inmate:ivshmem-demo
# tags: reported ivshmem
# timeout: 600

enable
start_quiet tick-3
set folder /cells/[machine]/reported
step "the window for MSI-X is there, the number of vectors is 0"
set said [cell create no-vectors $folder/no-vectors.cell -refused]
check {[string match "*bar_mask?1?*num_msix_vectors*" $said]} "the vectors are named: $said"
step "without the window nothing is wrong with it, and nobody can interrupt it"
cell create no-vectors-intx $folder/no-vectors-intx.cell
linux {jailhouse cell destroy no-vectors-intx}
set said [linux "jailhouse config check /cells/[machine]/[machine].cell $folder/no-vectors-intx.cell"]
check {[string match "*num_msix_vectors is 0; on x86 an IVSHMEM device interrupts by MSI-X only*" $said]} \
	"the check names it: $said"
step "with vectors the end of the link is ready"
cell create link-1
cell load link-1 /inmates/ivshmem-demo.bin -s "target=0" -a 0x1000
cell start link-1
expect_hv "IVSHMEM: initialized device"
expect_ticking tick-3
