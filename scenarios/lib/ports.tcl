# SPDX-License-Identifier: GPL-2.0-only
#
# PCIe devices that report errors, are pulled out of their slots or answer no more, on machines with
# ports: behind port 1 is root Linux' device rng-root, behind port 2 is rng-cell, which the cell
# rng-user has.

source [file join [file dirname [info script]] gdb.tcl]

array set slot_of {rng-root 1 rng-cell 2}

# Errors by name, as QEMU knows them, and by what they lead to: the last ones to a reset of the link.
array set pcie_errors {
	corrected {RCVR BAD_TLP BAD_DLLP REP_ROLL REP_TIMER}
	uncorrected {POISON_TLP COMP_TIME COMP_ABORT UNX_COMP UNSUP}
	fatal {DLP FCP RX_OVER MALF_TLP}
}

# The function of a port or a device.
proc function_of {device} {
	set functions {port-root 00:02.0 port-cell 00:03.0 rng-root 01:00.0 rng-cell 02:00.0}
	return [dict get $functions $device]
}

# A device or a port reports an error.
proc report_error {device error} {
	set said [hmp "pcie_aer_inject_error $device $error"]
	if {![string match "*OK id: $device*" $said]} {
		error "QEMU does not report $error of $device: $said"
	}
}

# The device of a slot is pulled out; gdb is connected. QEMU's own way, device_del, asks the guest first.
# It takes a device out at once when the slot's power and its indicator go off (PCIe slot control), which
# is done here while all CPUs stand still; when they go on, power is back and the card is not there.
proc pull_out {device} {
	set control [expr {0xb0000000 + (1 + $::slot_of($device) << 15) + 0x54 + 0x18}]
	gdb::stop
	gdb::ask Qqemu.PhyMemMode:1
	set before [gdb::ask [format m%llx,2 $control]]
	gdb::ask Qqemu.PhyMemMode:0
	scan $before %2x%2x low high
	gdb::write_physical $control [format %02x%02x $low [expr {$high | 7}]]
	gdb::write_physical $control $before
	gdb::go
}

# The device answers no more, and no port tells: all ones are read of it.
proc stop_answering {device} {
	set path /machine/peripheral/$device
	qmp "{\"execute\":\"qom-set\",\"arguments\":{\"path\":\"$path\",\"property\":\"realized\",\"value\":false}}"
}

# What the cell's program has to know: without an IOMMU the device sees physical addresses.
proc rng_arguments {} {
	return [format "/inmates/rng-user.bin -s dma=0x%x -a 0x1000" [expr {[ram_of rng-user] + 0x100000}]]
}

proc load_rng {} {
	cell load rng-user {*}[rng_arguments]
}

proc start_rng {} {
	from_now_on
	cell start rng-user
	expect_hv "RNG: the device interrupts"
	expect_ticking rng-user
}
