# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Stock Linux boots to a root shell with all CPUs and finds the reserved memory left alone.
# machines: all
# kernels: all
# tags: machine
# timeout: 600

check {[linux {nproc}] == [cpus]} "all CPUs are up"
linux {false} -status 1

step "the reserved range still holds the poison"
lassign [reserved] base size
foreach address [list $base [expr {$base + $size - 4}]] {
	check {[peek $address 4] eq "a5a5a5a5"} "nobody has written to the reserved range"
}
poke $base 01020304
check {[peek32 $base] == 0x04030201} "memory written from outside is read back"
