# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A reboot that nobody prepared disables the hypervisor first: cells are stopped, a cell that
#   refuses once is asked again, a CPU that is offline is brought back for it.
# machines: svm arm64
# needs: cell:tick-3 inmate:fault cell:[demo] inmate:[demo]
# tags: power
# timeout: 600

# struct jailhouse_header
set stage [expr {[hypervisor_base] + 0x70}]
set enabled 7
set disabled 8

enable
check {[peek32 $stage] == $enabled} "the stage in memory says enabled: [peek32 $stage]"
start_quiet tick-3
cell create [demo]
start_demo
expect_hv "Timer fired, jitter:"
linux {echo 0 > /sys/devices/system/cpu/cpu2/online}

step "halt: the same way as a reboot, but the machine is still there to be looked at"
linux_type "halt -f\r"
expect_hv "Rejecting first shutdown request - try again!"
expect_hv "Closing cell \"[demo]\""
expect_hv "Shutting down hypervisor"
expect_hv_all [lmap cpu {0 1 2 3} {string cat " Releasing CPU $cpu"}]
await_true {[peek32 $stage] == $disabled} "the stage in memory says disabled"
expect_linux "reboot: System halted"
