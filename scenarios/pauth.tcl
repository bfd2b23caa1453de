# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Linux and a cell authenticate pointers at the same time, each with keys of its own: the cell's are
#   what it made them, every pointer that it signed is genuine, and Linux goes on with its own.
# machines: max
# needs: cell:tick-2 inmate:pauth cell:tick-1 inmate:fault
# tags: isolation
# timeout: 240

# Linux signs the return addresses of its kernel: with other keys, or without, it would be gone.
check {[linux {grep -c "Features.* paca.* pacg" /proc/cpuinfo}] == [cpus]} "Linux uses it on all CPUs"
linux {busy() { while [ ! -e /tmp/stop ]; do head -c 50000 /dev/zero | sha256sum; (true) & wait $!; done; }}
enable
start_quiet tick-1
linux {(busy > /tmp/sums 2> /dev/null < /dev/null &)}
cell create tick-2
foreach round {1 2} {
	cell load tick-2 /inmates/pauth.bin
	from_now_on
	cell start tick-2
	expect_hv "Pointers were signed 8000 times, by each key differently; 0 failures" -timeout 120
	cell shutdown tick-2
}
await_true {[linux {wc -l < /tmp/sums}] >= 3} "Linux computed meanwhile"
linux {touch /tmp/stop}
expect_ticking tick-1
cell destroy tick-2
foreach cpu {0 2 3} {
	linux "taskset -c $cpu true"
}
check {[linux {sort -u /tmp/sums | wc -l}] == 1} "Linux computed the same all the time"
disable
expect_cpus 4
