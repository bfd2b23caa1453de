# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A host at the other end of the virtual Ethernet that writes nonsense into its rings, or into
#   its state, harms nobody: Linux drops and counts it, and the network works again as soon as an
#   honest peer takes its place.
# machines: svm arm64
# kernels: amd64-6.12 arm64-6.12
# needs: cell:veth-1 cell:tick-1 inmate:veth-attack inmate:veth-demo inmate:fault
# tags: ivshmem network isolation
# timeout: 600

source [file join [file dirname [info script]] lib more.tcl]

proc counter {name} {
	return [linux "net-counters jh_ivshmem0 | sed -n 's/^$name //p'"]
}

proc carrier {} {
	return [linux {cat /sys/class/net/jh_ivshmem0/carrier}]
}

linux {insmod /lib/modules/uio.ko && insmod /lib/modules/uio_ivshmem.ko && insmod /lib/modules/ivshmem_net.ko}
enable
check {[string match "*all refused" [linux {uio-abuse rights}]]} "the other link belongs to its driver"
linux {ip addr add 192.168.19.1/24 dev jh_ivshmem0 && ip link set jh_ivshmem0 up}
start_quiet tick-1
cell create veth-1

step "eight kinds of nonsense, five times each, while Linux sends"
linux {dmesg -c >/dev/null}
# the peer answers nothing, not even who it is
linux {arp -s 192.168.19.2 02:ce:11:1a:2d:02 && (ping -i 0.01 192.168.19.2 >/dev/null 2>&1 &)}
cell load veth-1 /inmates/veth-attack.bin
cell start veth-1
expect_hv "VETH-ATTACK: 40 of 40 rounds" -timeout 300
linux {killall ping}
linux {net-counters jh_ivshmem0}
foreach name {rx_bad_frame rx_bad_index tx_bad_index} {
	check {[counter $name] > 0} "$name: counted"
}
expect_ticking tick-1
expect_state veth-1 "running"

step "an honest host takes its place"
cell shutdown veth-1
await_true {[carrier] == 0} "the carrier goes with the peer"
cell load veth-1 /inmates/veth-demo.bin
cell start veth-1
await_true {[carrier] == 1} "the carrier comes with the new one"
foreach name {rx_bad_frame rx_bad_index tx_bad_index} {
	set before($name) [counter $name]
}
linux {ping -c 10 -i 0.02 -q 192.168.19.2} -timeout 60
linux {udp-echo 192.168.19.2 1400 97} -timeout 60
foreach name {rx_bad_frame rx_bad_index tx_bad_index} {
	check {[counter $name] == $before($name)} "$name: no more"
}
check {[linux {dmesg | grep -E "BUG:|WARNING:|Call Trace|lockup|stall|Oops" || :}] eq ""} \
	"nothing in Linux' log"
disable
expect_cpus 4
