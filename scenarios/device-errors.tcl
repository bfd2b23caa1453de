# SPDX-License-Identifier: GPL-2.0-only
#
# claim: An error that a PCIe device reports, its link's reset, and a device that is pulled out or answers
#   no more disturb nobody else, be it root Linux' device or a cell's.
# machines: ports
# needs: cell:rng-user inmate:rng-user cell:tick-1 inmate:fault
# tags: isolation fault pci
# timeout: 600

source [file join [file dirname [info script]] lib ports.tcl]

# Linux tells of the errors that are reported to its ports; kernels differ in what they call them.
proc expect_report {device error severity} {
	step "$device: $error"
	linux {dmesg -c > /dev/null}
	report_error $device $error
	set line "AER: .*$severity.* message received from 0000:[function_of $device]"
	await_true {[linux "dmesg | grep -c '$line'" -status any] > 0} "Linux tells of $error of $device"
	expect_ticking rng-user
	expect_ticking tick-1
}

# one of the kernels has a driver for it
linux {echo 0000:01:00.0 > /sys/bus/pci/devices/0000:01:00.0/driver/unbind} -status any

enable
start_quiet tick-1
set pages [pool_used]
cell create rng-user
load_rng
start_rng
foreach device {port-root rng-root port-cell rng-cell} {
	expect_report $device BAD_TLP Correct
}
foreach device {rng-root rng-cell} {
	expect_report $device POISON_TLP (Non-Fatal)
}
expect_report rng-root MALF_TLP (Fatal)
await_true {[linux {dmesg | grep -c 'link has been reset'} -status any] > 0} "Linux resets the link"
check {![string match "*0xfea00000*0xfea03fff*" [hmp "info pci"]]} "its device has lost its address"
linux {echo 1 > /sys/bus/pci/devices/0000:01:00.0/enable}
check {[string match "*0xfea00000*0xfea03fff*" [hmp "info pci"]]} "and has it again when it is used"
expect_report rng-cell MALF_TLP (Fatal)

step "the cell's device can be used as before"
cell shutdown rng-user
load_rng
start_rng

gdb::connect
gdb::go
step "Linux' device is pulled out"
pull_out rng-root
await_true {[linux {test -e /sys/bus/pci/devices/0000:01:00.0; echo $?}] == 1} "Linux has noticed"
expect_ticking rng-user
expect_ticking tick-1
step "the cell's device answers no more"
stop_answering rng-cell
expect_hv "RNG: the device is gone"
expect_ticking rng-user
expect_ticking tick-1
step "the cell starts without it"
cell shutdown rng-user
load_rng
cell start rng-user
expect_hv "RNG: there is no device"
expect_ticking rng-user
step "and its slot is switched off"
linux {echo 0 > /sys/bus/pci/slots/2/power}
check {[linux {test -e /sys/bus/pci/devices/0000:02:00.0; echo $?}] == 1} "Linux has it no more"
expect_ticking rng-user
cell destroy rng-user
check {[pool_used] == $pages} "no page of the hypervisor was lost"
cell create rng-user -refused
check {[pool_used] == $pages} "a cell whose device is not there is refused and leaves nothing"
expect_ticking tick-1
disable
expect_cpus 4
