# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux finds its ends of the links when the hypervisor is enabled, places their registers,
#   gets every vector on every CPU, even while the last is handled on another one, and has forgotten them after each
#   disable.
# machines: svm arm64 gicv2
# kernels: all
# tags: ivshmem pci
# timeout: 600

set rounds 5
# QEMU has a GICv2 hand out what is active on another CPU: README.md, "Linux on ARM64"
set settle [expr {[machine] eq "virt-arm64-gicv2"}]

proc devices {} {
	return [linux {cat /sys/bus/pci/devices/*/vendor | grep -c 0x110a} -status any]
}

check {[devices] == 0} "no virtual device before"
for {set round 1} {$round <= $rounds} {incr round} {
	step "round $round of $rounds"
	enable
	check {[devices] == 2} "both devices are there"
	foreach {device class} {00:0f.0 0xff0000 00:10.0 0xff0001} {
		set path /sys/bus/pci/devices/*:$device
		check {[linux "cat $path/class"] eq $class} "the protocol of $device is its class"
		# its registers, and the table of messages where there are any
		foreach line [lrange [split [linux "cat $path/resource"] \n] 0 [expr {[on_arm] ? 0 : 1}]] {
			check {[lindex $line 0] != 0 && [lindex $line 1] - [lindex $line 0] == 0xfff} "a page is found for $line"
		}
	}
	linux "insmod /lib/modules/doorbell.ko settle=$settle"
	check {[linux "dmesg | grep -c 'doorbell.* vectors: 0'"] == 2 * $round} "each vector was taken by each CPU"
	linux "rmmod doorbell"
	disable
	check {[devices] == 0} "they are gone"
}
check {[linux "dmesg | grep -A20 WARNING:.CPU" -status any] eq ""} "Linux complains about nothing"
