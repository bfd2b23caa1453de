# SPDX-License-Identifier: GPL-2.0-only
#
# claim: When root Linux dies of a bug in its kernel, and has to stop CPUs of its own that do not
#   listen any more, what it does to them does not reach the cells.
# machines: svm arm64 gicv2
# needs: cell:tick-1 cell:tick-3 inmate:fault
# tags: isolation
# timeout: 600

begin_before_panic
linux_type "insmod /lib/modules/crash.ko\r"
expect_linux -re {crash_init}
expect_cells_outlive {Oops: Fatal exception|Fatal exception}
