# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Steps in the wrong order or done twice are refused with a sentence, or contained where they
#   are legal; the cells and Linux do not notice, and the right order works afterwards.
# machines: svm arm64 gicv2
# needs: cell:tick-1 inmate:fault cell:passive cell:tick-3 cell:[demo] inmate:[demo]
# tags: tool lifecycle
# timeout: 400

# COMMAND ends with status 1 and prints lines that match PATTERN.
proc expect_refusal {command pattern} {
	step "refused: $command"
	set said [linux "TERM=dumb $command" -status 1]
	check {[string match $pattern $said]} "`$command` says what is wrong: $said"
}

set system /cells/[machine]/[machine].cell

load_driver
expect_refusal "jailhouse cell destroy tick-1" "*JAILHOUSE_CELL_DESTROY: *is not enabled*"
expect_refusal "jailhouse cell load tick-1 /inmates/fault.bin" "*JAILHOUSE_CELL_LOAD: *is not enabled*"

enable
set pages [pool_used]
start_quiet tick-3
set beat [heartbeat_of tick-3]

expect_refusal "jailhouse enable $system" "*Device or resource busy*enabled already*"
expect_refusal "jailhouse cell create $system" "*Invalid argument*signature*"
expect_refusal "rmmod jailhouse" "*Resource temporarily unavailable*"

step "start before load: memory is clear, there is nothing that could do harm"
cell create passive
cell start passive
expect_moving $beat
cell shutdown passive
expect_state passive "shut down"
cell load passive /inmates/fault.bin
cell start passive
expect_ticking passive

step "start twice: the cell begins again, with the memory that it left"
cell start passive
cell load passive /inmates/fault.bin
cell start passive
expect_ticking passive

step "shut down twice"
cell shutdown passive
cell shutdown passive
expect_state passive "shut down"

step "load beyond the memory, behind it, and around the end of all addresses"
foreach address {0xffff0 0x100000 0x7fffffff000 0x7ffffffffffff000} {
	expect_refusal "jailhouse cell load passive /inmates/fault.bin -a $address" \
		{*JAILHOUSE_CELL_LOAD: Invalid argument*cell "passive": an image at *JAILHOUSE_MEM_LOADABLE*; memory region * has room for it: correct its virt_start, or load a program that is linked for 0x*}
}
step "load what no region has room for"
linux "dd if=/dev/zero of=/tmp/large bs=1M count=2"
expect_refusal "jailhouse cell load passive /tmp/large" \
	{*JAILHOUSE_CELL_LOAD: Invalid argument*cell "passive": an image of 0x200000 bytes at 0x0 is not inside *JAILHOUSE_MEM_LOADABLE*none has room for it*}
linux "rm /tmp/large"
cell destroy passive
expect_refusal "jailhouse cell destroy passive" \
	{*JAILHOUSE_CELL_DESTROY: No such file or directory*there is no cell "passive"*}

step "load into a cell that runs and refuses to stop"
cell create [demo]
start_demo
expect_hv_times 2 "Timer fired, jitter:"
set code [peek [ram_of [demo]] 4096]
expect_refusal "jailhouse cell load [demo] /inmates/fault.bin" \
	"*JAILHOUSE_CELL_LOAD: Operation not permitted*cell \"[demo]\"*"
expect_state [demo] "running/locked"
check {[string range [peek [ram_of [demo]] 4096] 0 2047] eq
	[string range $code 0 2047]} "its program is what it was"
expect_ticking [demo]
start_demo
expect_hv_times 2 "Timer fired, jitter:"

step "disable against a cell that refuses: the hypervisor stays, the cell lives"
set said [disable -refused]
check {[string match "*JAILHOUSE_DISABLE: Operation not permitted*cell \"[demo]\"*" $said]} \
	"the refusal names the cell: $said"
check {[linux {cat /sys/devices/jailhouse/enabled}] == 1} "still enabled"
expect_ticking [demo]
disable
expect_refusal "jailhouse disable" "*JAILHOUSE_DISABLE: Invalid argument*is not enabled*"
expect_cpus 4

step "the right order"
enable
check {[pool_used] == $pages} "no page was lost"
start_quiet tick-1
expect_ticking tick-1
disable
linux {rmmod jailhouse}
expect_cpus 4
