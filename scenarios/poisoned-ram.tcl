# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Nothing relies on zeroed memory: with all RAM poisoned before power-on a cell lives its
#   whole life.
# machines: svm arm64
# poison: all
# tags: lifecycle memory
# timeout: 600

check {[peek [hypervisor_base] 8] eq "a5a5a5a5a5a5a5a5"} "the hypervisor's memory is poisoned"

enable
cell create [demo]
start_demo
expect_hv_times 3 "Timer fired, jitter:"
cell shutdown [demo] -refused
cell shutdown [demo]
cell destroy [demo]
disable
