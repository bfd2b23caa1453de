# SPDX-License-Identifier: GPL-2.0-only
#
# claim: When an NMI makes root Linux panic, on all of its CPUs at once, the cells tick on.
# machines: svm
# needs: cell:tick-1 cell:tick-3 inmate:fault
# tags: isolation nmi
# timeout: 600

# x86 alone: the ARM machines have no such interrupt.

linux {echo 1 > /proc/sys/kernel/unknown_nmi_panic}
begin_before_panic
inject_nmi
expect_cells_outlive "NMI: Not continuing"
