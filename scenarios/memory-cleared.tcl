# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Memory that changes hands is cleared both ways: a new cell finds nothing of what was there,
#   and Linux finds nothing of what the cell wrote; loading and starting clear nothing.
# machines: svm arm64 gicv2
# needs: cell:fault-demo inmate:fault
# tags: memory
# timeout: 600

# fault-demo's memory: 1 MiB at its address 0, read-only, not executable and sub-page windows
set ram [ram_of fault-demo]
set ram_size 0x100000
set read_only [expr {$ram + 0x110000}]
set secret [string repeat "5ec2e7ab" 64]

proc count_not_zero {address size} {
	set count 0
	for {set at 0} {$at < $size} {incr at 65536} {
		set bytes [peek [expr {$address + $at}] [expr {min(65536, $size - $at)}]]
		incr count [string length [string map {00 ""} $bytes]]
	}
	return $count
}

step "the memory is poisoned, and Linux has written to it"
check {[peek $ram 4] eq "a5a5a5a5"} "the poison is there"
poke [expr {$ram + 0x80000}] $secret
poke $read_only $secret
enable
cell create fault-demo

step "the cell begins with zeros, before anything is loaded"
check {[count_not_zero $ram $ram_size] == 0} "the cell's RAM is zero"
check {[count_not_zero $read_only 0x1000] == 0} "its read-only page, too"
check {[peek [expr {$ram - 4}] 4] eq "a5a5a5a5"} "the byte in front of it is not touched"
check {[peek [expr {$ram + $ram_size}] 4] eq "a5a5a5a5"} "nor the one behind it"

step "load, run, load again: what is in the RAM stays"
cell load fault-demo /inmates/fault.bin
poke [expr {$ram + 0x80000}] $secret
cell start fault-demo
expect_ticking fault-demo
check {[peek [expr {$ram + 0x80000}] 256] eq $secret} "start clears nothing"
cell load fault-demo /inmates/fault.bin
check {[peek [expr {$ram + 0x80000}] 256] eq $secret} "load clears nothing"
check {[count_not_zero $ram $ram_size] > 1000} "there is something to be cleared"

step "destroy while it runs: Linux gets zeros"
cell start fault-demo
expect_ticking fault-demo
cell destroy fault-demo
check {[count_not_zero $ram $ram_size] == 0} "the cell's RAM is zero again"
check {[count_not_zero $read_only 0x1000] == 0} "and its read-only page"

step "destroyed by disable: the same"
start_quiet fault-demo
expect_ticking fault-demo
check {[count_not_zero $ram $ram_size] > 1000} "there is something to be cleared"
disable
check {[count_not_zero $ram $ram_size] == 0} "the cell's RAM is zero again"

step "a creation that is refused clears nothing"
poke $ram $secret
enable
cell create refused /cells/[machine]/refused/comm-size.cell -refused
check {[peek $ram 256] eq $secret} "memory was not touched"
disable
