# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell that refuses to stop survives a kexec of root Linux, which comes by the same way as a
#   reboot and says with its last words that the hypervisor stays.
# machines: svm arm64
# needs: cell:tick-2 inmate:answers
# tags: power isolation
# timeout: 600

skip_where_kexec_panics

# Linux does not get far: it touches what belongs to the hypervisor now
set cellyard::root_fault_expected 1

enable
start_refusing tick-2

step "kexec"
from_now_on
linux_type "kexec-probe\r"
expect_linux "Linux goes down, but the hypervisor stays"

step "the cell does not notice"
foreach time {1 2 3 4 5} {
	expect_ticking tick-2
}
check {![regexp {Closing cell|Shutting down|Parking CPU 2} [hv_unread]]} "nobody closed it"
