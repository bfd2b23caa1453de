# SPDX-License-Identifier: GPL-2.0-only
#
# claim: On a CPU whose SVM has no nested paging enabling is refused with the feature's name and where it is
#   switched on, and every CPU returns to Linux.
# machines: svm
# tags: refused
# without: npt

set said [enable -refused]
foreach sentence {"SVM nested paging (NP) is missing" "in a virtual machine, in its CPU model"} {
	check {[string first $sentence $said] >= 0} "the refusal says $sentence"
}
check {[linux {cat /sys/devices/jailhouse/enabled}] == 0} "the hypervisor is not there"
expect_cpus 4
