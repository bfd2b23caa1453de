# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Of many interrupts at once a cell takes the most urgent first, and each exactly once,
#   though the hardware holds no more than a few of them for it: edges and levels of all priorities. What
#   a device's line demands again it gets again, until it is silenced: with a GICv3 before all that is
#   less urgent. Its neighbour does not notice.
# machines: arm64 gicv2
# needs: cell:irqstorm inmate:irqstorm cell:tick-3 inmate:fault
# start: enabled
# tags: interrupts
# timeout: 600

# QEMU's GICv2 looks at a line that is still high some time after the interrupt's end: there the order
# of each interrupt's first arrival is judged, and of all others that they come.

start_quiet tick-3
cell create irqstorm
foreach round {1 2} {
	cell load irqstorm
	from_now_on
	cell start irqstorm
	expect_hv "29 interrupts in each of 50 rounds, 2 of them held until they came 4 times"
	expect_hv "Priority order kept in 50 of 50 rounds; 0 lost, 0 duplicated, 0 foreign" -timeout 120
	expect_moving [heartbeat_of irqstorm]
	expect_moving [heartbeat_of tick-3]
	cell shutdown irqstorm
	await_state irqstorm "shut down"
}
disable
expect_cpus 4
