# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A bare-metal cell answers ping and UDP of every size over the virtual Ethernet; the carrier
#   follows the peer, which may be restarted in the middle of traffic; a flood of interrupts on another
#   link of root Linux does not stop it, nor the program at that link.
# machines: svm arm64
# needs: cell:veth-1 inmate:veth-demo cell:link-1 inmate:ivshmem-attack
# tags: ivshmem network
# timeout: 400

source [file join [file dirname [info script]] lib more.tcl]

proc carrier {} {
	return [linux {cat /sys/class/net/jh_ivshmem0/carrier}]
}

proc counter {name} {
	return [linux "net-counters jh_ivshmem0 | sed -n 's/^$name //p'"]
}

# A counter of the kernel's, by its name in /proc/net/snmp.
proc icmp_count {name} {
	lassign [split [linux {grep ^Icmp: /proc/net/snmp}] "\n"] names values
	return [lindex $values [lsearch $names $name]]
}

proc start_peer {} {
	cell load veth-1 /inmates/veth-demo.bin
	cell start veth-1
	await_true {[carrier] == 1} "the carrier comes with the peer"
}

step "the interface comes with the hypervisor; no carrier without a peer"
linux {insmod /lib/modules/ivshmem_net.ko}
enable
linux {ip addr add 192.168.19.1/24 dev jh_ivshmem0 && ip link set jh_ivshmem0 up}
check {[carrier] == 0} "no carrier yet"

step "a thousand pings, and UDP up to the MTU: each comes back as it was sent"
cell create veth-1
start_peer
# ping's own buffer is too small for a burst of answers; the kernel counts them before. The first one
# is alone, as few can wait until it is known who the peer is.
linux {ping -c 1 -q 192.168.19.2} -timeout 60
linux {ping -c 999 -i 0.001 -q 192.168.19.2} -timeout 200
check {[icmp_count OutEchos] == 1000} "[icmp_count OutEchos] pings were sent"
await_true {[icmp_count InEchoReps] == 1000} "all are answered"
set longest [expr {[linux {cat /sys/class/net/jh_ivshmem0/mtu}] - 28}]
check {$longest > 9000} "the default MTU is large"
foreach {limit distance} "1400 97 $longest 2048 $longest [expr {$longest - 1}]" {
	linux "udp-echo 192.168.19.2 $limit $distance" -timeout 60
}

step "the peer goes and comes back in the middle of traffic"
linux {: >/tmp/ping; (ping -i 0.05 192.168.19.2 >>/tmp/ping &)}
await_true {[linux {grep -c seq= /tmp/ping || :}] > 10} "answers"
cell shutdown veth-1
await_true {[carrier] == 0} "the carrier goes with the peer"
start_peer
set before [linux {grep -c seq= /tmp/ping || :}]
await_true {[linux {grep -c seq= /tmp/ping || :}] > $before + 10} "answers again"
linux {killall ping}
check {[counter peer_resets] == 1} "one reset of the peer is counted"

step "the interface goes down and up again"
linux {ip link set jh_ivshmem0 down && ip link set jh_ivshmem0 up}
await_true {[carrier] == 1} "the carrier is back"
linux {ping -c 5 -i 0.05 -q 192.168.19.2} -timeout 60

step "its MTU can be another one, up to what a section holds"
linux {ip link set jh_ivshmem0 mtu 1000000} -status 2
linux {ip link set jh_ivshmem0 mtu 1500}
check {[linux {cat /sys/class/net/jh_ivshmem0/mtu}] == 1500} "the MTU is what was asked for last"
linux {udp-echo 192.168.19.2 1472 368} -timeout 60
linux {net-counters jh_ivshmem0}
foreach name {rx_bad_frame rx_bad_index tx_bad_index tx_too_long rx_no_memory} {
	check {[counter $name] == 0} "$name of an honest peer"
}

step "another link is flooded with doorbells and states, and a program listens there"
linux {insmod /lib/modules/uio.ko && insmod /lib/modules/uio_ivshmem.ko}
linux {: >/tmp/hello; (ivshmem-hello /dev/uio0 2 1000000 >>/tmp/hello 2>&1 &)}
cell create link-1
cell load link-1 /inmates/ivshmem-attack.bin -s "attack=flood rounds=1000000000" -a 0x1000
cell start link-1
expect_hv "ATTACK: flood begins"
set sent [icmp_count OutEchos]
set answered [icmp_count InEchoReps]
linux {ping -c 200 -i 0.01 -q 192.168.19.2} -timeout 200
check {[icmp_count OutEchos] == $sent + 200} "pings were sent"
await_true {[icmp_count InEchoReps] == $answered + 200} "all are answered"
set told [linux {grep -c "state of 1" /tmp/hello || :}]
await_true {[linux {grep -c "state of 1" /tmp/hello || :}] > $told} "the program goes on"
expect_state link-1 "running"
linux {killall ivshmem-hello}
cell destroy link-1

disable
check {[linux {ls /sys/class/net}] eq "lo"} "the interface has gone"
linux {rmmod ivshmem_net uio_ivshmem uio}
