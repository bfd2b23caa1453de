# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Nobody reads the hypervisor's memory: root Linux sees zeros where it is, a cell is stopped.
# machines: svm arm64
# needs: cell:fault-demo inmate:fault cell:tick-1
# tags: memory
# timeout: 600

set hypervisor [hypervisor_base]

enable
step "from outside the hypervisor's image is seen"
check {[regexp {[1-9a-f]} [peek $hypervisor 4096]]} "the image is there"
check {[string match "4a41494c*" [peek $hypervisor 8]] || [peek $hypervisor 8] ne "0000000000000000"} \
	"it begins with its signature"

step "Linux reads zeros through the driver's own mapping of it"
set size [linux {stat -c %s /sys/devices/jailhouse/core}]
check {$size > 20000} "the core has a size: $size"
# one page is not zero: the console
set pages [linux {cmp -l /sys/devices/jailhouse/core /dev/zero 2>/dev/null | awk '{ p[int(($1 - 1) / 4096)] = 1 } END { for (i in p) print i }'}]
check {[llength $pages] == 1} "one page of the core is not zero to Linux: $pages"
set console [linux "dd if=/sys/devices/jailhouse/core bs=4096 skip=$pages count=1 2>/dev/null | grep -c 'Activating hypervisor'"]
check {$console == 1} "and that is the console"

step "the console is the one page that Linux may read"
check {[linux {grep -c "Activating hypervisor" /sys/devices/jailhouse/console}] == 1} "it reads"

step "a cell is stopped at the first touch, reading and writing, begin and end"
start_quiet tick-1
cell create fault-demo
foreach {fault offset} {read 0 write 0x1000 write 0x5ffff8 fetch 0x1000} {
	set address [format 0x%x [expr {$hypervisor + $offset}]]
	cell load fault-demo /inmates/fault.bin -s "fault=$fault addr=$address" -a 0x1000
	set before [peek $address 8]
	cell start fault-demo
	expect_hv [violation $fault $address]
	expect_parked fault-demo -cpu 2
	check {[peek $address 8] eq $before} "nothing was written"
	expect_ticking tick-1
}
disable
step "after disable Linux reads what is left there again"
expect_cpus 4
