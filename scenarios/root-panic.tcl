# SPDX-License-Identifier: GPL-2.0-only
#
# claim: When root Linux panics, the cells do not notice: their programs tick on, undisturbed.
# machines: svm arm64 gicv2
# needs: cell:tick-1 cell:tick-3 inmate:fault
# tags: isolation
# timeout: 600

begin_before_panic
linux_type "echo c > /proc/sysrq-trigger\r"
expect_cells_outlive "sysrq triggered crash"
