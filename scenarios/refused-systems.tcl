# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A system configuration that does not fit machine or release is refused by name of what is
#   wrong; Linux goes on as if nothing had been, and the right one is taken afterwards.
# machines: svm arm64 gicv2
# tags: refused
# timeout: 600

set good /cells/[machine]/[machine].cell

# Offset in the file, bytes to put there, what must be said. Offsets are those of the interface:
# header with 488 bytes, then the CPU set, then 32 bytes for each memory region.
set rows {
	0	"XX"			{"does not begin with the right signature"}
	6	{\x0d\x00}		{"configuration revision is 13, expected 14" "rebuild it"}
	28	{\x00\x00\x01\x00}	{"has 64 KiB, but 4 CPUs and this configuration take" "enlarge hypervisor_memory.size"}
	68	{\x01}			{"console: clock_reg is 0x1, expected a multiple of 0x4"}
	68	{\0\0\0\0\0\0\0\x10}	{"begins at clock_reg ends at 0x1000000000000003, the highest possible address is"}
	488	{\x07}			{"CPU 3 is present but not in the CPU set"}
	488	{\xf7}			{"CPU 3 is present but not in the CPU set"}
	488	{\x1f}			{"CPU 4 is in the CPU set, but this machine does not have it"}
}
set rows_x86 {
	5	{\x02}			{"the architecture is arm64, expected x86"}
	5	{\x09}			{"the architecture is 9, expected x86"}
	12	{\x00\x00\x00\x10}	{"memory at 0x10000000 is in use by Linux" {memmap=6M\\\$0x10000000}}
	12	{\x00\x08\x00\x3a}	{"is 0x3a000800, expected a multiple of 0x1000"}
	68	{\x00\x00\x00\x10}	{"clock_reg 0x10000000 is memory that Linux uses"}
	76	{\x00\x10}		{"pci_mmconfig_base is 0xb0001000, expected a multiple of"}
	312	{\xff\xff}		{"pm_timer_address is 0xffff"}
	314	{\x07}			{"apic_mode is 7, expected 0"}
	504	{\x00\x10}		{"the root cell maps one to one"}
	608	{\x00\x00\x00\x3a}	{"reaches into the hypervisor's memory from 0x3a000000 on"}
}
set rows_arm64 {
	5	{\x00}			{"the architecture is x86, expected arm64"}
	5	{\x09}			{"the architecture is 9, expected arm64"}
	12	{\x00\x00\x00\x50}	{"memory at 0x50000000 is in use by Linux" "boot it with a mem= option"}
	28	{\x00\x00\x60\x00\x10}	{"there is no memory at 0x7ae00000 (size 0x1000600000), or not so much"}
	12	{\x00\x08\xe0\x7a}	{"is 0x7ae00800, expected a multiple of 0x1000"}
	68	{\x00\x00\x00\x50}	{"clock_reg 0x50000000 is memory that Linux uses"}
	76	{\x00\x10}		{"pci_mmconfig_base is 0x9801000, expected a multiple of"}
	313	{\x07}			{"gic_version is 7, expected 2 or 3"}
	536	{\x00\x10}		{"the root cell maps one to one"}
	832	{\x00\x00\xf0\x3a}	{"reaches into the hypervisor's memory from 0x7ae00000 on"}
}
lappend rows {*}[set rows_$::env(YARD_ARCH)]

# the mode, or the interrupt controller, that the machine does not have
if {[on_arm]} {
	if {[string match *gicv2 [machine]]} {
		set other {\x03}
	} else {
		# with addresses of all that a GICv2 has
		set other {\x02\0\0}
		foreach page {00 01 03 04} {
			append other "\\0\\0\\x$page\\x08\\0\\0\\0\\0"
		}
	}
	lappend rows 313 $other {"the GIC version that the configuration names is missing"}
} elseif {[has_x2apic]} {
	lappend rows 314 {\x01} {"the local APICs are in x2APIC mode, but apic_mode asks for xAPIC"}
} else {
	lappend rows 314 {\x02} {"the local APICs are in xAPIC mode, but apic_mode asks for x2APIC"}
}

load_driver
set failures {}
foreach {offset bytes sentences} $rows {
	step "refused: $bytes at offset $offset"
	linux "cp $good /tmp/bad.cell && printf '$bytes' | dd of=/tmp/bad.cell bs=1 seek=$offset conv=notrunc 2>/dev/null"
	check {[linux "cmp $good /tmp/bad.cell > /dev/null" -status 1] eq ""} "the file was changed"
	set said [linux {TERM=dumb jailhouse enable /tmp/bad.cell} -status 1]
	foreach sentence $sentences {
		if {[string first $sentence $said] < 0} {
			lappend failures "$bytes at $offset: printed `$said`, expected `$sentence`"
		}
	}
	check {[linux {cat /sys/devices/jailhouse/enabled}] == 0} "the hypervisor is not there"
	expect_cpus 4
}
if {$failures ne ""} {
	fail [join $failures \n]
}

step "the right one is taken"
enable
check {[linux {jailhouse cell list | wc -l}] == 2} "the root cell is listed"
disable
expect_cpus 4
