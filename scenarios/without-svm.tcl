# SPDX-License-Identifier: GPL-2.0-only
#
# claim: On a CPU without SVM, such as that of a virtual machine that may not nest, enabling is refused with
#   what is missing and where it is switched on; Linux goes on.
# machines: svm
# tags: refused
# without: svm

set said [enable -refused]
foreach sentence {"the CPU offers neither SVM nor VMX" "kvm_amd.nested=1"} {
	check {[string first $sentence $said] >= 0} "the refusal says $sentence"
}
check {[linux {cat /sys/devices/jailhouse/enabled}] == 0} "the hypervisor is not there"
expect_cpus 4
