# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A cell over RAM that Linux uses is created, and both the tool and the kernel's log warn of
#   it; one in reserved memory is created without a word.
# machines: svm
# needs: cell:linux-ram cell:tick-1
# tags: tool memory

enable
set page 0x50000
check {[regexp {(?n)^00001000-000.* System RAM$} [linux "grep -i 'system ram' /proc/iomem"]]} "Linux counts $page as its RAM"
set said [linux "TERM=dumb jailhouse cell create /cells/[machine]/linux-ram.cell 2>&1; echo status \$?"]
check {[string match "*warning: *$page, see System RAM in /proc/iomem*status 0" $said]} "the tool warns: $said"
check {[linux "dmesg | grep -c 'see System RAM in /proc/iomem'"] == 1} "and the kernel's log"
cell destroy linux-ram
set said [linux "TERM=dumb jailhouse cell create /cells/[machine]/tick-1.cell 2>&1"]
check {![string match *warning* $said]} "nothing to warn of: $said"
cell destroy tick-1
disable
