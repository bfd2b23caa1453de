# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Where the device tree reserves the memory of hypervisor and cells, no mem= is needed: the
#   hypervisor is enabled, cells run and are ended, and all is handed back.
# machines: reserved-memory
# kernels: all
# needs: cell:gic-demo inmate:gic-demo cell:tick-3 inmate:fault
# tags: lifecycle memory
# timeout: 300

lassign [reserved] start size
set range [format "%08x-%08x" $start [expr {$start + $size - 1}]]

step "Linux has all memory but what is reserved"
linux {grep -q mem= /proc/cmdline} -status 1
check {[linux "grep -c '^$range : reserved' /proc/iomem"] == 1} "all of it is reserved"

enable
set pages [pool_used]
check {[linux {grep -c "Jailhouse hypervisor" /proc/iomem}] == 1} "the hypervisor's part is claimed"
start_quiet tick-3
cell create gic-demo
cell load gic-demo
cell start gic-demo
expect_hv_times 3 "Timer fired, jitter:"
expect_ticking gic-demo
expect_ticking tick-3
cell shutdown gic-demo
await_state gic-demo "shut down"
cell destroy gic-demo
expect_ticking tick-3
cell destroy tick-3
check {[pool_used] == $pages} "no page was lost"
expect_cpus 4
disable

step "and once more"
enable
start_quiet tick-3
disable
expect_cpus 4
check {[linux "grep -c '^$range : reserved' /proc/iomem"] == 1} "it is reserved as before"
