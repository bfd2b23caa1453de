# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Nothing relies on zeroed memory: with all RAM poisoned before power-on a cell lives its
#   whole life.
# machines: svm
# needs: cell:apic-demo inmate:apic-demo
# poison: all
# tags: lifecycle memory
# timeout: 600

check {[peek 0x3a000000 8] eq "a5a5a5a5a5a5a5a5"} "the hypervisor's memory is poisoned"

enable
cell create apic-demo
cell load apic-demo
cell start apic-demo
expect_hv_times 3 "Timer fired, jitter:"
cell shutdown apic-demo -refused
cell shutdown apic-demo
cell destroy apic-demo
disable
