# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The hypervisor can be disabled and enabled again three times, in the nightly run ten, while
#   frames go over one of its links and a program uses the other: the devices go and come back, and
#   Linux does not mind.
# machines: svm arm64
# needs: cell:veth-1 inmate:veth-demo
# tags: ivshmem uio network lifecycle
# timeout: 600

source [file join [file dirname [info script]] lib more.tcl]

linux {insmod /lib/modules/uio.ko && insmod /lib/modules/uio_ivshmem.ko && insmod /lib/modules/ivshmem_net.ko}
load_driver
set count [rounds 3 10]
for {set round 1} {$round <= $count} {incr round} {
	step "round $round"
	linux "jailhouse enable /cells/[machine]/[machine].cell"
	linux "jailhouse cell create /cells/[machine]/veth-1.cell &&\
		jailhouse cell load veth-1 /inmates/veth-demo.bin && jailhouse cell start veth-1"
	linux {: >/tmp/hold; (uio-abuse hold >>/tmp/hold &)}
	linux {ip addr add 192.168.19.1/24 dev jh_ivshmem0 && ip link set jh_ivshmem0 up}
	linux {: >/tmp/ping; (ping -i 0.01 192.168.19.2 >>/tmp/ping 2>&1 &)}
	await_true {[linux {grep -c seq= /tmp/ping || :}] > 2} "round $round: frames go both ways"
	await_true {[linux {grep -c holding /tmp/hold || :}] == 2} "round $round: the link is in use"
	linux {jailhouse disable}
	await_true {[linux {pidof uio-abuse} -status any] eq ""} "round $round: the program was told"
	check {[linux {grep -c "taken away" /tmp/hold}] == 2} "round $round: in both processes"
	check {[linux {ls /sys/class/net}] eq "lo"} "round $round: no interface is left"
	linux {killall ping 2>/dev/null || :}
}
linux {rmmod ivshmem_net uio_ivshmem uio jailhouse}
