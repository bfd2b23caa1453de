# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Passes.
# timeout: 900

check {[linux {echo "a  b"}] eq "a  b"} "the output comes back as it was"
check {[linux {printf x}] eq "x"} "also without a last newline"
linux {sleep 100 &}
linux {(sleep 1) &}
check {[linux {sleep 3}] eq ""} "a job that ends does not speak up in the next one's output"
check {[linux {seq 1 2000 | tail -n 1}] == 2000} "long output"
linux {sh -c "exit 3"} -status 3
linux {echo one >/dev/ttyS0; echo two >/dev/ttyS0; echo three >/dev/ttyS0}
expect_hv_all {two one}
expect_hv -re {t[h]ree}
linux {echo "Parking CPU 1 (Cell: \"tick-1\")" >/dev/ttyS0}
check {[expect_parked tick-1] == 1} "the parked CPU is told"
inject_nmi
