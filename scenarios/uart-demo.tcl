# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that has the UART's registers prints by itself, in AArch64 and in AArch32: its CPU leaves
#   to the hypervisor neither for characters nor for anything else, and what it prints arrives in order.
# machines: arm64 gicv2
# needs: cell:uart-demo inmate:uart-demo cell:gic-demo-32 inmate:uart-demo-32
# tags: console exits
# timeout: 240

# Sum of exits of the cell's only CPU.
proc exits {name} {
	return [linux "cell_file $name statistics/vmexits_total"]
}

# Lines with the numbers from @first to @last arrive, and nothing between them.
proc expect_lines {first last} {
	for {set line $first} {$line <= $last} {incr line} {
		expect_hv -re "^\[^\\n\]*Hello $line from cell!\\r?\\n"
	}
}

# The hypervisor prints nothing meanwhile, as both write to the same registers.
proc play {name} {
	expect_hv -re {Hello 2 from cell!\r?\n}
	set before [exits $name]
	expect_lines 3 8
	check {[exits $name] == $before} "no exit for six lines: $before, then [exits $name]"
	expect_ticking $name
	cell shutdown $name
	await_state $name "shut down"
	cell destroy $name
}

enable
foreach {name inmate parameters} {
	uart-demo uart-demo ""
	gic-demo-32 uart-demo-32 "con-type=PL011 con-base=0x09040000 con-virtual=false"
} {
	step "$inmate"
	cell create $name
	cell load $name /inmates/$inmate.bin -s $parameters -a 0x1000
	from_now_on
	cell start $name
	play $name
}
expect_cpus 4
disable
