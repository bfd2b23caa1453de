# SPDX-License-Identifier: GPL-2.0-only
#
# claim: `reboot -f` beside a cell that runs disables the hypervisor and resets the machine, after which
#   everything works again. Where the cell refuses, Linux says with its last words that the hypervisor
#   stays; it is stopped on its way, and the cell runs on, or the next enable tells what was reset.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-2 inmate:fault inmate:answers
# tags: power
# timeout: 900

# struct jailhouse_header
set stage [expr {[hypervisor_base] + 0x70}]
set enabled 7
set disabled 8

# The domain is to end with a reset; here it goes on.
qmp {{"execute":"set-action","arguments":{"reboot":"reset"}}}

step "a cell that agrees"
enable
start_quiet tick-1
linux_type "reboot -f\r"
expect_hv {Closing cell "tick-1"}
expect_hv "Shutting down hypervisor"
boot
check {[peek32 $stage] == $disabled} "the reset met no hypervisor: [peek32 $stage]"
enable
set said [linux {dmesg | grep jailhouse:}]
check {![string match "*was reset*" $said]} "there is nothing to tell: $said"

step "a cell that refuses"
start_refusing tick-2
from_now_on
set cellyard::root_fault_expected 1
linux_type "reboot -f\r"
expect_linux "Linux goes down, but the hypervisor stays"
if {[on_arm]} {
	boot
	set cellyard::root_fault_expected 0
	check {[peek32 $stage] == $enabled} "the reset met the hypervisor: [peek32 $stage]"
	enable
	set said [linux {dmesg | grep jailhouse:}]
	check {[string match "*the machine was reset while the hypervisor was enabled*" $said]} \
		"the next enable tells: $said"
	start_quiet tick-1
	expect_ticking tick-1
	disable
	expect_cpus 4
} else {
	# the last that Linux does to its local APIC is none of what a cell may do to one
	expect_hv "FATAL: Trying to set reserved APIC bits (reg 35,"
	expect_parked [machine] -cpu 0
	foreach time {1 2 3 4 5} {
		expect_ticking tick-2
	}
}
