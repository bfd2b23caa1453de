# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Memory that becomes a cell's is out of Linux' reach, also for a CPU that is just reading it over and
#   over: it is stopped, and nobody else notices.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-2 inmate:fault
# tags: memory fault isolation
# timeout: 600

# the CPU of root that goes on reading is what this is about. On QEMU a translation that the hypervisor
# forgot to invalidate would be gone with the next one that Linux invalidates, or with any exit of x86: that
# it is gone at once cannot be seen here.
set cellyard::root_fault_expected 1
set address [format 0x%x [expr {[ram_of tick-2] + 0x80000}]]

enable
start_quiet tick-1
linux {insmod /lib/modules/root-write.ko}
step "CPU 3 reads what is still Linux' memory, over and over"
linux "taskset -c 3 sh -c 'echo read $address > /dev/root-write' &"
linux {until dmesg | grep -q 'root-write: CPU 3 reads'; do :; done}
check {[string trim [linux {cat /sys/devices/jailhouse/cells/0/cpus_failed_list}]] eq ""} "it may"
from_now_on
step "the memory becomes a cell's, on CPU 2"
linux_type "jailhouse cell create /cells/[machine]/tick-2.cell\r"
expect_hv_all [list [violation read $address 8] "Parking CPU 3 (Cell: \"[machine]\")"]
foreach time {1 2 3} {
	expect_ticking tick-1
}
