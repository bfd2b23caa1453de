# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A fault that QEMU itself stumbles over is told from what becomes of its machine, with QEMU's last words.
# machines: virt-arm64-gicv3
# needs: cell:fault-demo inmate:victim cell:tick-1 inmate:fault
# tags: planted
# timeout: 600

source [file join [file dirname [info script]] lib flips.tcl]
source [file join [file dirname [info script]] lib planted.tcl]

# QEMU's CPU has no such exception level. It stumbles when it looks for the one to which an interrupt goes; what it
# does until then is anything, and may end the hypervisor. So an interrupt is there when it goes on: all that software
# sends, of which the hypervisor has enabled its own.
proc flip_level {cpu} {
	stop_in_cell $cpu
	gdb::write_physical [expr {[gic_private] + 0x200}] ffff0000
	gdb::flip $cpu cpsr 3
	gdb::go
}

proc draw_registers {} {
	return [fault registers "bit 3 of cpsr" [list flip_level $::flip_cpu]]
}
array set env {YARD_SEED 1 YARD_FIRST 0 YARD_COUNT 1 YARD_SURFACE registers}
expect_defect machine-died "the emulator was killed by signal 6*after it had said:*" play_flips
