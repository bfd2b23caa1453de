# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Every mistake in a peer's end of a link is refused with the reason, by `jailhouse config check`
#   before anything runs and by `jailhouse cell create`; the right end is taken afterwards.
# machines: svm arm64
# needs: cell:link-1
# tags: refused ivshmem
# timeout: 600

set link [expr {$::env(YARD_RESERVED_BASE) + 0x600000 + 0x200000 * 36}]
set machine [machine]
set no_write JAILHOUSE_MEM_READ,
set write "JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE"

# What is changed in the end of peer 1, of three; its sections are regions 0 to 4: states, common
# section, the outputs of the peers 0 to 2. Then what must be said.
set rows [subst -nocommands {
	device.peers	0		{shmem_peers is 0, expected 1 to 12}
	device.peers	13		{shmem_peers is 13, expected 1 to 12}
	device.peers	2		{shmem_peers is 2, at the other end, PCI device 0 of cell "$machine", it is 3}
	device.peers	4		{memory region 5: the output section has size 0x100000, the first one 0x2000}
	device.id	3		{shmem_dev_id is 3, expected a number below shmem_peers (3)}
	device.id	255		{shmem_dev_id is 255, expected a number below}
	device.id	0		{memory region 2: has the flags $no_write expected $write}
	device.protocol	1		{shmem_protocol is 0x1, at the other end}
	device.protocol	0x4000		{shmem_protocol is 0x4000, at the other end}
	device.protocol	0x8003		{for virtio one a front end (0x8000) and one its back end}
	device.bdf	0x80		{PCI device 1 of cell "$machine", it is 2; make them equal}
	device.bdf	0x70		{is at 00:0e.0, but its state table is that of PCI device 0 of cell "$machine"}
	device.type	9		{type 9 is unknown; use JAILHOUSE_PCI_TYPE_DEVICE, _BRIDGE or _IVSHMEM}
	device.first	1		{memory region 1: has the flags $write}
	device.first	5		{its sections end at memory region index 10, but the cell has 7}
	device.first	0xfffffffe	{its sections end at memory region index 4294967299, but the cell has 7}
	device.vectors	17		{num_msix_vectors is 17, at most 16 are possible}
	device.bar0	0		{bar_mask[0] is 0x0, expected 0xfffff000}
	device.bar0	0xfff00000	{bar_mask[0] is 0xfff00000, expected 0xfffff000}
	device.bar0	0xffffff00	{bar_mask[0] is 0xffffff00, expected 0xfffff000}
	device.bar1	0xffff0000	{bar_mask[1] is 0xffff0000, expected}
	device.bar2	0xfffff000	{bar_mask[2] is 0xfffff000, expected 0x0}
	0.flags		0x83		{memory region 0: has the flags $write}
	0.flags		0x82		{memory region 0: has the flags JAILHOUSE_MEM_WRITE}
	0.flags		0x01		{memory region 0: the root cell is a peer of this link and would lose the section}
	0.size		0		{the state table has 0 bytes, its peers need 12}
	0.size		8		{the state table has 8 bytes, its peers need 12}
	0.size		0x2000		{memory region 1: overlaps memory region 0}
	0.phys		0x10000		{at the other end of the link}
	1.flags		0x81		{memory region 1: has the flags $no_write expected $write}
	1.flags		0x03		{memory region 1: the root cell is a peer of this link}
	1.size		0		{memory region 2: virt_start is}
	1.size		0x2000		{memory region 2: overlaps memory region 1}
	1.phys		0x10000		{at the other end of the link}
	1.virt		0x10000		{the sections of an IVSHMEM device follow each other without gaps}
	2.flags		0x83		{memory region 2: has the flags $write}
	2.flags		0x01		{memory region 2: the root cell is a peer of this link}
	2.size		0x1000		{memory region 3: the output section has size 0x2000, the first one 0x1000}
	2.phys		0x4000		{at the other end of the link}
	3.flags		0x81		{memory region 3: has the flags $no_write expected $write}
	3.flags		0xc3		{memory region 3: has the flags JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_LOADABLE}
	3.size		0		{memory region 3: the output section has size 0x0, the first one 0x2000}
	3.phys		0x6000		{at the other end of the link}
	3.virt		0x5000		{memory region 4: overlaps memory region 3}
	4.flags		0x83		{memory region 4: has the flags $write}
	4.size		0x1000		{memory region 4: the output section has size 0x1000, the first one 0x2000}
	4.phys		0x16000		{at the other end of the link}
}]

# Offset and bytes of a field, by the interface: 132 bytes of header, 8 of the CPU set, 7 regions
# with 32 bytes each, on ARM an interrupt controller with 32, the device.
proc place_of {field} {
	lassign [split $field .] object name
	if {$object eq "device"} {
		set start [expr {140 + 7 * 32 + ([on_arm] ? 32 : 0)}]
		set fields {type {0 1} bdf {4 2} bar0 {6 4} bar1 {10 4} bar2 {14 4} vectors {36 2} first {48 4}
			id {52 1} peers {53 1} protocol {54 2}}
	} else {
		set start [expr {140 + 32 * $object}]
		set fields {phys {0 8} virt {8 8} size {16 8} flags {24 8}}
	}
	lassign [dict get $fields $name] offset size
	return [list [expr {$start + $offset}] $size]
}

# A number as the shell's printf takes its bytes, lowest first.
proc bytes_of {value size} {
	set bytes ""
	for {set n 0} {$n < $size} {incr n} {
		append bytes [format {\x%02x} [expr {$value >> 8 * $n & 0xff}]]
	}
	return $bytes
}

enable
set system /cells/[machine]/[machine].cell
set good /cells/[machine]/link-1.cell
linux "system=$system good=$good"
linux {try() { cp $good /tmp/bad.cell; printf "$2" | dd of=/tmp/bad.cell bs=1 seek=$1 conv=notrunc 2>/dev/null; jailhouse config check $system /tmp/bad.cell; TERM=dumb jailhouse cell create /tmp/bad.cell 2>&1; echo "status $?"; }}
check {[llength $rows] / 3 >= 40} "all mistakes are in the table"

set failures {}
foreach {field value sentence} $rows {
	step "refused: $field is $value"
	if {[regexp {phys|virt} $field]} {
		incr value $link
	}
	lassign [place_of $field] offset size
	set said [linux "try $offset '[bytes_of $value $size]'"]
	set count [regexp -all "***=$sentence" $said]
	if {$count != 2 || ![string match "*\nstatus 1" $said]} {
		lappend failures "$field is $value: not twice `$sentence` in `$said`"
	}
}
if {$failures ne ""} {
	fail [join $failures \n]
}

step "given together with another end of the link, the wrong one is named"
set third /cells/[machine]/link-2.cell
set said [linux "jailhouse config check $system $third /tmp/bad.cell" -status any]
# of Linux' end and of the third, each that it does not match is named
check {[string match "*Refused: /tmp/bad.cell: *" $said] && [regexp -all Refused $said] == 2 &&
	[regexp {Refused: [^\n]* of cell "link-2"} $said]} $said
linux "jailhouse config check $system $third $good"

step "the right one is taken"
cell create link-1
cell destroy link-1
disable
expect_cpus 4
