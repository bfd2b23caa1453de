# SPDX-License-Identifier: GPL-2.0-only
#
# claim: An urgent interrupt comes at once, also when the cell handles more of them already than the
#   hardware holds for it; each of them comes once and ends.
# machines: arm64 gicv2
# needs: cell:irqstorm inmate:irqnest
# start: enabled
# tags: interrupts
# timeout: 600

cell create irqstorm
cell load irqstorm /inmates/irqnest.bin
cell start irqstorm
expect_hv "27 interrupts preempted each other in 20 rounds; 0 late, 0 duplicated" -timeout 120
expect_moving [heartbeat_of irqstorm]
cell shutdown irqstorm
await_state irqstorm "shut down"
disable
expect_cpus 4
