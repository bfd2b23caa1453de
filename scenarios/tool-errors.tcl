# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Who uses the tool wrongly is told what was wrong and what to do, with exit status 1, and
#   nothing has happened.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: tool
# timeout: 600

# COMMAND ends with status 1 and says all of the texts.
proc expect_refusal {command args} {
	step "refused: $command"
	set said [linux "$command" -status 1]
	foreach text $args {
		if {[string first $text $said] < 0} {
			fail "`$command` printed `$said`, expected `$text`"
		}
	}
}


set firmware [expr {[on_arm] ? "jailhouse.bin" : "jailhouse-amd.bin"}]
set system /cells/[machine]/[machine].cell

expect_refusal {jailhouse enable /none} "/none" "No such file or directory"
expect_refusal "jailhouse enable $system" "opening /dev/jailhouse: No such file or directory" \
	"The driver is not loaded"
expect_refusal {jailhouse disable} "The driver is not loaded"
expect_refusal {jailhouse console} "The driver is not loaded"
check {[linux {jailhouse cell list}] eq ""} "without the driver there is no list"

linux {insmod /lib/modules/jailhouse.ko}
check {[linux {stat -c %a /dev/jailhouse}] == 600} "the device is root's alone"
expect_refusal {jailhouse disable} "JAILHOUSE_DISABLE: Invalid argument" "is not enabled"
expect_refusal "jailhouse cell create /cells/[machine]/tick-1.cell" "JAILHOUSE_CELL_CREATE:" \
	"is not enabled"
expect_refusal {jailhouse cell start tick-1} "JAILHOUSE_CELL_START:" "is not enabled"
expect_refusal "jailhouse enable /cells/[machine]/tick-1.cell" "JAILHOUSE_ENABLE: Invalid argument" \
	"signature"
expect_refusal {jailhouse enable /inmates/fault.bin} "JAILHOUSE_ENABLE: Invalid argument" "signature"
linux "head -c 100 $system > /tmp/short.cell"
expect_refusal {jailhouse enable /tmp/short.cell} "/tmp/short.cell: the system configuration: the file has 100 bytes, its header alone takes 488"
linux "head -c 700 $system > /tmp/cut.cell"
expect_refusal {jailhouse enable /tmp/cut.cell} "/tmp/cut.cell: " "but the file has room for" "it is truncated"
linux {: > /tmp/empty.cell}
expect_refusal {jailhouse enable /tmp/empty.cell}

step "firmware that is not there, and that belongs to somebody else"
linux "mv /lib/firmware/$firmware /tmp/firmware"
expect_refusal "jailhouse enable $system" "No such file or directory" $firmware
linux "head -c 4096 /dev/urandom > /lib/firmware/$firmware"
expect_refusal "jailhouse enable $system" "does not belong to this driver"
linux "mv /tmp/firmware /lib/firmware/$firmware"

step "a CPU that is offline"
linux {echo 0 > /sys/devices/system/cpu/cpu3/online}
expect_refusal "jailhouse enable $system" "CPU 3 is offline" \
	"echo 1 > /sys/devices/system/cpu/cpu3/online"
linux {echo 1 > /sys/devices/system/cpu/cpu3/online}

enable
expect_refusal {jailhouse cell start nobody} "JAILHOUSE_CELL_START: No such file or directory" \
	{there is no cell "nobody"}
expect_refusal {jailhouse cell destroy 17} "JAILHOUSE_CELL_DESTROY: No such file or directory" "17"
expect_refusal {jailhouse cell shutdown --name 17} "No such file or directory" {"17"}
expect_refusal {jailhouse cell stats nobody} "there is no such cell"
foreach verb {start shutdown destroy} {
	expect_refusal "jailhouse cell $verb 0" "Invalid argument" "root cell"
}
expect_refusal {jailhouse cell create /none} "/none" "No such file or directory"
linux "head -c 100 /cells/[machine]/tick-1.cell > /tmp/short.cell"
expect_refusal {jailhouse cell create /tmp/short.cell} "the file has 100 bytes, its header alone takes 132"
# as `config check` says, too
linux "head -c 100 /inmates/fault.bin > /tmp/short.cell"
expect_refusal {jailhouse cell create /tmp/short.cell} "signature"
expect_refusal "jailhouse cell create $system" "Invalid argument" "signature"
expect_refusal {jailhouse cell create /inmates/fault.bin} "Invalid argument" "signature"
expect_refusal {rmmod jailhouse} "Resource temporarily unavailable"

cell create tick-1
expect_refusal {jailhouse cell load tick-1 /none} "/none" "No such file or directory"
expect_refusal {jailhouse cell load tick-1 /inmates/fault.bin -a} "there is no address behind -a" "Usage"
expect_refusal {jailhouse cell load tick-1 /inmates/fault.bin -a zz} {"zz" is no address} "Usage"
expect_refusal {jailhouse cell load tick-1 /inmates/fault.bin -a 0x100000} "Invalid argument" \
	"JAILHOUSE_MEM_LOADABLE"
expect_refusal {jailhouse cell load tick-1 /inmates/fault.bin -a 0xffffffff000} "Invalid argument"
step "a root CPU that is offline stops disable, and no cell is lost"
cell load tick-1 /inmates/fault.bin
cell start tick-1
linux {echo 0 > /sys/devices/system/cpu/cpu3/online}
expect_refusal {jailhouse disable} "Device or resource busy" "CPU 3 is offline" \
	"echo 1 > /sys/devices/system/cpu/cpu3/online"
expect_state tick-1 running
expect_ticking tick-1
cell destroy tick-1
linux {echo 1 > /sys/devices/system/cpu/cpu3/online}

step "misuse prints the usage"
foreach command {{jailhouse} {jailhouse cell} {jailhouse nonsense} {jailhouse cell nonsense x}
	{jailhouse cell create} {jailhouse cell create a b} {jailhouse console -x}} {
	expect_refusal $command "jailhouse"
}
foreach command {{jailhouse --help} {jailhouse cell load --help} {jailhouse --version}} {
	check {[linux $command] ne ""} "`$command` explains itself"
}

step "after all of this everything still works"
cell create tick-1
cell load tick-1 /inmates/fault.bin
cell start tick-1
expect_ticking tick-1
disable
expect_cpus 4
