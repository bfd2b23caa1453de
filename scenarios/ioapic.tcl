# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell gets the interrupt of an IOAPIC pin that was Linux's, level-triggered, again and
#   again, and Linux gets it back.
# machines: svm
# needs: cell:ioapic-demo inmate:ioapic-demo inmate:fault
# timeout: 600

# x86 alone: what a cell gets of a GIC, gic-demo and irqstorm play.

proc sci_count {} {
	set sum {awk '/acpi/ { n = 0; for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i; print n }' }
	return [linux "$sum/proc/interrupts"]
}

enable
set linux_sci [sci_count]
cell create ioapic-demo
cell load ioapic-demo
cell start ioapic-demo
step "the power button rings in the cell"
expect_ticking ioapic-demo
qmp {{"execute":"system_powerdown"}}
expect_hv -re {ACPI IRQ received, status: 01[0-9a-f]{2}}
step "and a second time: the interrupt was acknowledged"
from_now_on
qmp {{"execute":"system_powerdown"}}
expect_hv -re {ACPI IRQ received, status: 01[0-9a-f]{2}}
step "the PM timer's overflow rings, too"
from_now_on
expect_hv_times 2 -re {ACPI IRQ received, status: [0-9a-f]{3}1}
check {[sci_count] == $linux_sci} "Linux got none of them"
cell shutdown ioapic-demo

step "a register that does not exist, and one that is identification"
foreach {parameters message} {
	"fault=ioapic" "FATAL: Invalid IOAPIC read, reg: 20, index: "
	"fault=ioapic addr=0x10 value=0" "FATAL: Invalid IOAPIC write, reg: 10, index: "
} {
	cell load ioapic-demo /inmates/fault.bin -s $parameters -a 0x1000
	cell start ioapic-demo
	expect_hv $message
	expect_hv "hint: "
	expect_parked ioapic-demo -cpu 1
}
cell destroy ioapic-demo
expect_cpus 4
disable
linux {true}
