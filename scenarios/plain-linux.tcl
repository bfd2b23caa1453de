# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Stock Linux boots to a root shell with all CPUs and finds the reserved memory left alone.
# machines: all
# kernels: all
# tags: machine
# timeout: 120

check {[linux {nproc}] == 4} "all CPUs are up"
linux {grep -q 'memmap=82M' /proc/cmdline}
linux {false} -status 1

step "the reserved range still holds the poison"
check {[peek 0x3a000000 4] eq "a5a5a5a5"} "nobody has written to the reserved range"
poke 0x3a000000 01020304
check {[peek32 0x3a000000] == 0x04030201} "memory written from outside is read back"
