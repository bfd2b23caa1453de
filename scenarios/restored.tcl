# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A machine that is restored while a cell runs goes on where it was: the cell ticks, Linux
#   answers, the cell can be destroyed and the hypervisor disabled.
# machines: virt-arm64-gicv2 virt-arm64-gicv3
# needs: cell:gic-demo inmate:gic-demo
# start: running gic-demo
# tags: harness
# timeout: 240

expect_hv_times 3 "Timer fired"
expect_state gic-demo "running"
check {[linux {nproc}] == [cpus] - 1} "the cell has its CPU"
cell destroy gic-demo
disable
check {[linux {nproc}] == [cpus]} "all CPUs are back in Linux"
