# SPDX-License-Identifier: GPL-2.0-only
#
# claim: With x2APIC hardware a cell that works by its timer never leaves to the hypervisor: no exit
#   of its CPU during 40 timer interrupts, their acknowledgements and the console's output.
# machines: x2apic
# needs: cell:apic-demo inmate:apic-demo
# tags: exits
# timeout: 600

# The cell prints into the UART itself: through the hypervisor, each character would be an exit.
# x86 alone: on ARM it is the hypervisor that takes the interrupt and hands it on.

# {vmexits_total N vmexits_mmio N ...} of the cell's only CPU
proc counters {} {
	return [split [linux {for f in $(dirname $(grep -lx apic-demo /sys/devices/jailhouse/cells/*/name))/statistics/cpu1/*; do \
		echo "${f##*/} $(cat $f)"; done}] \n]
}

enable
check {[string match "*Using x2APIC\n*" [linux {cat /sys/devices/jailhouse/console}]]} "the hardware is in x2APIC mode"
cell create apic-demo
cell load apic-demo /inmates/apic-demo.bin -s "con-type=8250 con-base=0x3f8 con-virtual=false" -a 0x1000
cell start apic-demo
expect_hv_times 2 "Timer fired, jitter:"
check {[cell_counter apic-demo vmexits_total 1] > 0} "starting took exits, and they were counted"

step "40 timer interrupts"
set before [counters]
from_now_on
expect_hv_times 40 "Timer fired, jitter:"
set after [counters]
check {[llength $before] >= 5 && $after eq $before} "no counter of CPU 1 moved"

step "what is asked of the cell still reaches it"
cell shutdown apic-demo -refused
cell shutdown apic-demo
cell destroy apic-demo
disable
