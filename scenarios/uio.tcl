# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A program in root Linux and a cell exchange messages and interrupts over shared memory, and
#   each sees the other come and go; what belongs to others cannot be mapped for writing; when
#   the hypervisor is disabled the pages are taken from programs that still use them.
# machines: svm arm64
# needs: cell:link-1 inmate:ivshmem-demo
# tags: ivshmem uio
# timeout: 400

source [file join [file dirname [info script]] lib more.tcl]

proc hello_says {pattern} {
	return [regexp $pattern [linux {cat /tmp/hello}]]
}

step "the device comes with the hypervisor, its sections with the driver"
linux {insmod /lib/modules/uio.ko && insmod /lib/modules/uio_ivshmem.ko}
enable
check {[linux {cat /sys/class/uio/uio0/name}] eq "uio_ivshmem"} "the driver has the device"
check {[linux {cat /sys/class/uio/uio0/maps/map*/name}] eq \
	"registers\nstate_table\nrw_section\ninput_sections\noutput_section"} "all sections are there"
check {[string match "*all refused" [linux {uio-abuse rights}]]} "others' sections are read-only"

step "devices of another protocol become its own on demand: by class, or by their place"
proc devices {} {
	return [lsort [linux {ls /sys/class/uio}]]
}
set driver /sys/bus/pci/drivers/uio_ivshmem
set ethernet "110a 4106 110a 4106 ff0001 ffffff"
set device [linux {basename $(dirname $(grep -l 0xff0001 /sys/bus/pci/devices/*/class))}]
check {[devices] eq "uio0"} "by itself it takes what has no protocol"
linux "echo $ethernet > $driver/new_id"
check {[devices] eq "uio0 uio1"} "it has taken the other device"
check {[linux {cat /sys/class/uio/uio1/maps/map*/name}] eq \
	"registers\nstate_table\ninput_sections\noutput_section"} "it has no common section"
linux "echo $ethernet > $driver/remove_id && echo $device > $driver/unbind"
check {[devices] eq "uio0"} "it has given it back"
linux "echo uio_ivshmem > /sys/bus/pci/devices/$device/driver_override &&\
	echo $device > /sys/bus/pci/drivers_probe"
check {[devices] eq "uio0 uio1"} "it has taken the one that was named"
linux "echo $device > $driver/unbind && echo > /sys/bus/pci/devices/$device/driver_override"

step "a program waits for a cell that comes later; hello both ways"
linux {: >/tmp/hello; (ivshmem-hello /dev/uio0 1 4 >>/tmp/hello 2>&1 &)}
await_true {[hello_says "to 1: Hello #1 from root"]} "the program has started"
cell create link-1
linux "jailhouse cell load link-1 /inmates/ivshmem-demo.bin -s 'target=0' -a 0x1000"
cell start link-1
expect_hv "IVSHMEM: got interrupt"
expect_hv -re {IVSHMEM: in@0x0000 = [1-9]}
await_true {[hello_says "state of 1: 2"]} "the cell's state is seen"
await_true {[hello_says {(from 1:.*){4}}]} "four messages of the cell"

step "the program ends: the cell sees it, by interrupt and state"
expect_hv -re {IVSHMEM: state\[0\] = 0\n}
linux {: >/tmp/hello; (ivshmem-hello /dev/uio0 1 1000000 >>/tmp/hello 2>&1 &)}
expect_hv -re {IVSHMEM: state\[0\] = 1\n}
linux {killall -9 ivshmem-hello}
expect_hv -re {IVSHMEM: state\[0\] = 0\n}

step "the cell goes: the program sees it"
linux {: >/tmp/hello; (ivshmem-hello /dev/uio0 1 1000000 >>/tmp/hello 2>&1 &)}
await_true {[hello_says "state of 1: 2"]} "the cell is seen again"
cell shutdown link-1
await_true {[hello_says "state of 1: 0"]} "its shutdown is seen"
cell destroy link-1

step "the device is taken away from programs that use it, twice"
for {set round 1} {$round <= 2} {incr round} {
	linux {: >/tmp/hold; uio-abuse hold >>/tmp/hold & while [ "$(grep -c holding /tmp/hold)" != 2 ]; do sleep 0.1; done}
	linux {jailhouse disable}
	await_true {[linux {pidof ivshmem-hello uio-abuse} -status any] eq ""} \
		"round $round: all programs have ended"
	check {[linux {grep -c "taken away" /tmp/hold}] == 2} "round $round: both processes were told"
	linux "jailhouse enable /cells/[machine]/[machine].cell"
	linux {: >/tmp/hello; (ivshmem-hello /dev/uio0 1 1000000 >>/tmp/hello 2>&1 &)}
	await_true {[hello_says "to 1"]} "round $round: the device is back"
}
linux {rmmod uio_ivshmem} -status 1
disable
await_true {[linux {pidof ivshmem-hello} -status any] eq ""} "the program has ended"
linux {rmmod uio_ivshmem && rmmod uio}
