# SPDX-License-Identifier: GPL-2.0-only
#
# claim: With a CPU of root Linux parked, commands that would wait for it for ever are refused and
#   name it, and Linux can still go down.
# machines: svm arm64
# needs: cell:tick-1 cell:tick-2 inmate:fault
# tags: tool fault
# timeout: 240

set cellyard::root_fault_expected 1
enable
start_quiet tick-1
linux {for f in /proc/irq/*/smp_affinity; do echo 1 > $f; done 2>/dev/null; taskset -p 1 $$} -status any
linux {echo 5 > /proc/sys/kernel/printk}
# Linux may not read what is typed any more: all that follows is one script
linux "mkfifo /tmp/go; (read word < /tmp/go; [trespass 3]) &"
set script {export TERM=dumb; printf . > /tmp/go; while ! grep -q 3 /sys/devices/jailhouse/cells/0/cpus_failed_list; do :; done}
foreach command [list "jailhouse disable" "jailhouse cell create /cells/[machine]/tick-2.cell"] {
	append script "; $command"
}
linux_type "$script; halt -f\r"
expect_parked [machine] -cpu 3
foreach name {JAILHOUSE_DISABLE JAILHOUSE_CELL_CREATE} {
	expect_linux "$name: Input/output error"
	expect_linux "CPU 3 of the root cell has failed and is parked"
}
expect_linux "CPU 3 of the root cell has failed and is parked"
expect_linux "Linux goes down, but the hypervisor stays"
foreach time {1 2 3} {
	expect_ticking tick-1
}
