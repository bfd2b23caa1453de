# SPDX-License-Identifier: GPL-2.0-only
#
# What the architectures call differently, so that a scenario is one file for all of them.

proc on_arm {} {
	return [expr {$::env(YARD_ARCH) ne "x86"}]
}

# The cell whose program ticks by its timer. While it runs no other cell can be created, and it
# refuses the first request to shut down: start it by start_demo.
proc demo {} {
	return [expr {[on_arm] ? "gic-demo" : "apic-demo"}]
}

proc load_demo {} {
	# apic-demo is always locked
	cell load [demo] {*}[expr {[on_arm] ? {-s locked -a 0x1000} : {}}]
}

proc start_demo {} {
	load_demo
	cell start [demo]
}

# What the demo's start shows, in any order, before its first tick.
proc demo_greetings {} {
	if {[on_arm]} {
		return {"Initializing the GIC..." "Initializing the timer..."}
	}
	return {"CPU 1 received SIPI, vector 100" "Calibrated TSC frequency:" "Calibrated APIC frequency:"}
}

proc demo_farewell {} {
	return [expr {[on_arm] ? "Stopped GIC demo" : "Stopped APIC demo"}]
}

# Where the hypervisor's memory begins.
proc hypervisor_base {} {
	return [lindex [reserved] 0]
}

# The first line about an access to memory that is not the cell's: read, write or fetch. ADDRESS is the
# cell's. Without SIZE in bytes, which is not told of a fetch, any is right.
proc violation {access address {size ""}} {
	if {$access ni {read write fetch}} {
		error "violation: an access is read, write or fetch, and not `$access`"
	}
	if {![on_arm]} {
		set access [expr {$access eq "fetch" ? "read" : $access}]
		set text [format "FATAL: Invalid MMIO/RAM $access, addr: 0x%016llx" $address]
		return [expr {$size eq "" ? $text : "$text size: $size"}]
	}
	if {$access eq "fetch"} {
		return [format "FATAL: instruction abort at 0x%llx" $address]
	}
	set text [format "Unhandled data $access at 0x%llx(" $address]
	return [expr {$size eq "" ? $text : "$text$size)"}]
}

# First and last line of a register dump, as regular expressions.
proc dump_lines {} {
	if {![on_arm]} {
		return [list {RIP: 0x[0-9a-f]{16} RSP: 0x[0-9a-f]{16} FLAGS: [0-9a-f]+\n} \
				{EFER: 0x[0-9a-f]{16}\n}]
	}
	return [list { pc: [0-9a-f]{16}   lr: [0-9a-f]{16} spsr: [0-9a-f]{8}     EL[01]\n} \
			{x27: [0-9a-f]{16}.*x29: [0-9a-f]{16}\n}]
}

# The counter in which a tick of a program's timer shows, for programs that read and write the
# registers of their interrupt controller directly wherever they can.
proc tick_counter {} {
	return [expr {[on_arm] ? "vmexits_virt_irq" : "vmexits_msr_other"}]
}

# For the guest's shell: a CPU of Linux writes to what belongs to tick-1 while that exists, its serial
# port or, where all cells and Linux share that, its memory.
proc trespass {cpu} {
	if {![on_arm]} {
		return "printf . | taskset -c $cpu dd of=/dev/port bs=1 seek=1016 count=1 2>/dev/null"
	}
	return [format "taskset -c $cpu busybox devmem 0x%x 32 1" [expr {[ram_of tick-1] + 0x80000}]]
}

# The first line about it.
proc trespass_line {} {
	if {![on_arm]} {
		return "FATAL: Invalid PIO write, port: 3f8 size: 1\n"
	}
	return "[violation write [expr {[ram_of tick-1] + 0x80000}] 4]\n"
}
