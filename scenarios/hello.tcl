# SPDX-License-Identifier: GPL-2.0-only
#
# claim: An inmate says hello from a cell of its own, and its CPU comes back to Linux.
# machines: svm arm64
# needs: cell:tiny-demo inmate:tiny-demo
# tags: example

enable
cell create tiny-demo
cell load tiny-demo
cell start tiny-demo
expect_hv "Hello from this tiny cell!"
check {[linux {nproc}] == [cpus] - 1} "one CPU is the cell's"
cell destroy tiny-demo
check {[linux {nproc}] == [cpus]} "all CPUs are Linux's again"
disable
