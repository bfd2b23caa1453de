# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A kernel that Linux starts with kexec finds the bare machine: the hypervisor is disabled
#   before, cells are stopped.
# machines: svm arm64
# kernels: all
# needs: cell:tick-1 inmate:fault
# tags: power
# timeout: 600

skip_where_kexec_panics

enable
start_quiet tick-1

step "kexec"
linux_type "kexec-probe\r"
expect_hv {Closing cell "tick-1"}
expect_hv "Shutting down hypervisor"
expect_linux "kexec-probe: no Jailhouse below" -timeout 60
