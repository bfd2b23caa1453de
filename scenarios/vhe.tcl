# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Where Linux itself runs at EL2, the driver says so and names the option that helps, instead
#   of breaking Linux.
# machines: vhe
# kernels: all
# tags: refused
# timeout: 600

set said [enable -refused]
check {[string first "id_aa64mmfr1.vh=0" $said] >= 0} "the tool names the option: $said"
check {[linux {cat /sys/devices/jailhouse/enabled}] == 0} "nothing was enabled"
check {[linux {nproc}] == 4} "Linux goes on with all CPUs"
linux {rmmod jailhouse}
