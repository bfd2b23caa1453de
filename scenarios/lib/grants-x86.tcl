# SPDX-License-Identifier: GPL-2.0-only
#
# What a hostile cell may be granted on x86: see grants.tcl.

# ---------------------------------------------------------------- ports

# Its own, and those of the PM timer, which are everybody's.
proc grant::own_port {port size} {
	foreach range [concat [own ports] [list [list [board pm_timer] 4]]] {
		lassign $range first count
		if {$first && $port >= $first && $port + $size <= $first + $count} {
			return 1
		}
	}
	return 0
}

# The delay port does nothing; those of PCI are moderated.
proc grant::port {what value} {
	if {![regexp {^(read|write|string from|string to) ([0-9a-f]+), (\d) bytes} $what - how port size]} {
		return "not understood"
	}
	set port [expr {"0x$port"}]
	if {[string match string* $how]} {
		# byte by byte, and only where nothing is emulated
		return [expr {[own_port $port 1] ? "" : "this port is not the cell's"}]
	}
	if {[own_port $port $size] || ($port == 0x80 && $size == 1) || ($port == 0xcf8 && $size == 4) ||
	    ($port >= 0xcfc && $port + $size <= 0xd00)} {
		return
	}
	return "this port is not the cell's"
}

proc grant::pci {what value} {
	if {[on_arm]} {
		return [arm_pci $what $value]
	}
	if {[regexp {^(read|write) by ports ([0-9a-f]+) \+ (\d), (\d) bytes} $what - how address byte size]} {
		set address [expr {"0x$address"}]
		return [config_register $how [expr {$address >> 8 & 0xffff}] [expr {($address & 0xfc) + $byte}] \
				$size $value]
	}
	if {![regexp {^(read|write) mmconfig ([0-9a-f]+), (\d) bytes} $what - how address size]} {
		return "not understood"
	}
	return [mmconfig $how 0x$address $size $value]
}

# ---------------------------------------------------------------- model-specific registers

# Of the logical processor alone, by the manuals, and without a say in the types of memory, in
# virtualisation, in system management or in the base of the APIC. First, last, what may be done.
set grant::msrs {
	0x10 0x10 write		0x10 0x10 read		0x34 0x34 read		0x3b 0x3b read
	0x3b 0x3b write		0x48 0x49 read		0x48 0x49 write		0x8b 0x8b read
	0xe7 0xe8 read		0xe7 0xe8 write		0xfe 0xfe read		0x10a 0x10b read
	0x10a 0x10b write	0x174 0x176 read	0x174 0x176 write	0x1b 0x1b read
	0x1d9 0x1d9 read	0x1d9 0x1d9 write	0x1db 0x1de read	0x200 0x277 read
	0x277 0x277 write	0x2ff 0x2ff read	0x2ff 0x2ff write	0x6e0 0x6e0 read
	0x6e0 0x6e0 write	0xc80 0xd8f read	0xda0 0xda0 read	0xda0 0xda0 write
	0xc0000080 0xc0000084 read	0xc0000080 0xc0000084 write
	0xc00000e7 0xc00000e9 read	0xc0000100 0xc0000103 read
	0xc0000100 0xc0000103 write	0xc0010030 0xc0010035 read
	0xc0010140 0xc0010141 read	0xc0011019 0xc001101b read
	0xc0011019 0xc001101b write	0xc0011027 0xc0011027 read
	0xc0011027 0xc0011027 write
}

proc grant::msr {what value} {
	variable msrs

	if {![regexp {^(read|write) ([0-9a-f]+), ([0-9a-f]+)$} $what - how msr data]} {
		return "not understood"
	}
	set msr [expr {"0x$msr"}]
	if {[in_range $msr 0x800 0x100]} {
		return [apic_msr $how [expr {$msr - 0x800}] 0x$data]
	}
	foreach {first last access} $msrs {
		if {$how eq $access && $msr >= $first && $msr <= $last} {
			return
		}
	}
	return "this register is not the cell's to $how"
}

# ---------------------------------------------------------------- CPUID, control registers

# That there is a hypervisor is said, that it could be one itself is not.
proc grant::cpuid {what value} {
	if {$value eq "" || ![regexp {^leaf ([0-9a-f]+),} $what - leaf]} {
		return "not understood"
	}
	set ecx [expr {"0x$value"}]
	switch -- $leaf {
		1 {
			return [expr {$ecx >> 31 & 1 && !($ecx >> 5 & 1) ? "" : "ECX of leaf 1 is 0x$value"}]
		}
		80000001 {
			return [expr {$ecx >> 2 & 1 ? "SVM is offered" : ""}]
		}
		40000000 {
			return [expr {$value eq "73756f68" ? "" : "the signature is wrong"}]
		}
	}
}

# They are of its own processor. What no processor has in 64-bit mode is an error of whoever lets it pass; bits
# above the 32nd are left to the processor, and QEMU's takes them.
proc grant::control {what value} {
	if {[regexp {^write cr0, ([0-9a-f]+)$} $what - data]} {
		# paging and protection stay
		return [expr {("0x$data" & 0x80000001) == 0x80000001 ? "" : "no processor takes this"}]
	}
	if {[regexp {^lmsw, ([0-9a-f]+)$} $what - data]} {
		# more than TS and MP is not offered; EM was clear
		return [expr {"0x$data" & 4 ? "LMSW may change TS and MP alone" : ""}]
	}
	return [expr {[regexp {^write (cr3|cr4|cr8|dr7|xcr0), } $what] ? "" : "not understood"}]
}

# ---------------------------------------------------------------- local APIC

# Bits that must not be set, by number of the register; of what is not listed, all.
set grant::apic_reserved {
	0x08 0xffffff00 0x0b 0 0x0f 0xfffffc00 0x2f 0xfffee800 0x30 0xfff33000 0x31 0x00ffffff
	0x32 0xfff8ef00 0x33 0xfffee800 0x34 0xfffee800 0x35 0xfff0e800 0x36 0xfff0e800 0x37 0xfffeef00
	0x38 0 0x3e 0xfffffff4 0x50 0xfffef800 0x51 0xfffef800 0x52 0xfffef800 0x53 0xfffef800
}

proc grant::icr {data} {
	variable apic_reserved

	set mode [expr {$data >> 8 & 7}]
	set shorthand [expr {$data >> 18 & 3}]
	if {$data & [dict get $apic_reserved 0x30]} {
		return "reserved bits of the command are set"
	}
	# fixed to anybody of the cell; lowest priority, NMI, INIT, SIPI only to others
	if {$mode == 0 || ($mode in {1 4 5 6} && $shorthand in {0 3})} {
		return
	}
	return "such a command is not for cells"
}

# Entries of the vector table deliver as fixed or as NMI, unless they are masked.
proc grant::apic_write {reg data} {
	variable apic_reserved

	set name [format 0x%02x $reg]
	if {$reg == 0x30} {
		return [icr $data]
	}
	if {$reg > 0x53} {
		return "there is no such register"
	}
	if {$data & ([dict exists $apic_reserved $name] ? [dict get $apic_reserved $name] : 0xffffffff)} {
		return "reserved bits are set"
	}
	if {($reg == 0x2f || [in_range $reg 0x32 6]) && !($data >> 16 & 1) && ($data >> 8 & 7) ni {0 4}} {
		return "an entry of the vector table delivers neither as fixed nor as NMI"
	}
}

# Those that send interrupts and the vector table, where SMI and INIT could be asked for.
set grant::apic_filtered [concat 0x2f 0x30 [grant::range 0x32 0x38]]

# Registers of x2APIC mode. Where the processor is in it, they are its own but for the filtered ones; xAPIC
# hardware lacks them, and these are emulated.
proc grant::apic_msr {how reg data} {
	variable apic_filtered

	if {$reg > 0x3f} {
		return "there is no such register"
	}
	set filtered [expr {[lsearch -exact -integer $apic_filtered $reg] >= 0}]
	if {[board x2apic] && ($how eq "read" || !$filtered)} {
		return
	}
	if {$how eq "read"} {
		set known [concat 2 3 8 0xa 0xd 0xf [range 0x10 0x29] 0x2f 0x30 [range 0x32 0x3a] 0x3e]
		return [expr {[lsearch -exact -integer $known $reg] >= 0 ? "" : "there is no such register to read"}]
	}
	if {!$filtered && [lsearch -exact -integer {8 0xb 0xf 0x28 0x38 0x3e 0x3f} $reg] < 0} {
		return "there is no such register to write"
	}
	# errors are forgotten by any write; that of interrupts to oneself has no effect
	if {$reg in {40 63}} {
		return
	}
	return [apic_write $reg [expr {$data & 0xffffffff}]]
}

# The page of the local APIC, which there is in xAPIC mode alone: reads are the hardware's.
proc grant::apic_page {how address size data} {
	if {[board x2apic] || ![in_range $address 0xfee00000 0x1000]} {
		return "there is no such page"
	}
	if {$how eq "read"} {
		return
	}
	if {$size != 4 || $address % 16} {
		return "registers are written as 4 bytes"
	}
	set reg [expr {($address & 0xfff) >> 4}]
	set data [expr {$data & 0xffffffff}]
	switch -- $reg {
		2 {
			return
		}
		13 {
			# bit n of the logical destination is CPU n
			return [expr {$data == 1 << 24 + [lindex [own cpus] 0] ? "" : "another logical destination"}]
		}
		14 {
			return [expr {$data == 0xffffffff ? "" : "another model than the flat one"}]
		}
	}
	return [apic_write $reg $data]
}

proc grant::apic {what value} {
	if {[regexp {^(read|write) MSR ([0-9a-f]+), ([0-9a-f]+)$} $what - how msr data]} {
		return [apic_msr $how [expr {"0x$msr" - 0x800}] 0x$data]
	}
	if {[regexp {^write ICR, ([0-9a-f]+)$} $what - data]} {
		return [expr {[board x2apic] ? "there is no such page" : [icr [expr {"0x$data" & 0xffffffff}]]}]
	}
	if {[regexp {^(read|write) local APIC ([0-9a-f]+), (\d) bytes, ([0-9a-f]+)$} $what - how address size data]} {
		return [apic_page $how 0x$address $size 0x$data]
	}
	return "not understood"
}

# ---------------------------------------------------------------- IOAPIC

# Does a message go to CPUs of the cell alone? All of QEMU's APIC ids are the numbers of the CPUs.
proc grant::inside {destination logical} {
	if {!$logical} {
		return [expr {$destination in [own cpus]}]
	}
	foreach cpu [range 0 8] {
		if {$destination >> $cpu & 1 && $cpu ni [own cpus]} {
			return 0
		}
	}
	return [expr {$destination != 0}]
}

# The entry of a pin as it would be, and what it reads as.
proc grant::pin {pin high low value} {
	if {$pin >= 24} {
		return "there is no such pin"
	}
	if {$pin ni [own pins]} {
		return [only_bits $value 0 "this pin is not the cell's"]
	}
	if {$low >> 16 & 1} {
		return
	}
	if {($low >> 8 & 7) > 1 || $high >> 16 & 1 || ![inside [expr {$high >> 24}] [expr {$low >> 11 & 1}]]} {
		return "the pin would interrupt in another way than the cell's CPUs"
	}
}

# A register behind the index. Half an entry counts together with the other half, of which the cell
# does not tell here.
proc grant::indexed {how index value} {
	set pin [expr {($index - 16) / 2}]
	if {$index < 16} {
		return [expr {$how eq "read" ? "" : "identification is read-only"}]
	}
	if {$pin >= 24} {
		return "there is no such pin"
	}
	return [expr {$pin in [own pins] ? "" : [only_bits $value 0 "this pin is not the cell's"]}]
}

proc grant::ioapic_page {how address size index value} {
	set offset [expr {$address & 0xfff}]
	if {$size != 4} {
		return "registers are of 4 bytes"
	}
	switch -- $offset {
		0 {
			return
		}
		16 {
			return [indexed $how $index $value]
		}
		64 {
			# the end of an interrupt: for who has a pin
			return [expr {$how eq "write" && [llength [own pins]] ? "" : "there is no such register to read"}]
		}
	}
	return "there is no such register"
}

proc grant::ioapic {what value} {
	if {[regexp {^write pin (\d+), ([0-9a-f]+) ([0-9a-f]+)$} $what - pin high low]} {
		return [pin $pin 0x$high 0x$low $value]
	}
	if {[regexp {^(read|write) index ([0-9a-f]+), ([0-9a-f]+)$} $what - how index data]} {
		return [indexed $how [expr {"0x$index" & 0xff}] $value]
	}
	if {[regexp {^(read|write) ([0-9a-f]+), (\d) bytes, [0-9a-f]+, at index ([0-9a-f]+)$} $what - how address \
			size index]} {
		return [ioapic_page $how 0x$address $size 0x$index $value]
	}
	return "not understood"
}

# Registers that a wild address hits; what the IOAPIC's index was is not known.
proc grant::x86_device {how address size} {
	if {[in_range $address 0xfee00000 0x1000]} {
		return [expr {$how eq "read" ? [apic_page read $address $size 0] :
				[board x2apic] || $size != 4 || $address % 16 ? "there is no such register" : ""}]
	}
	if {[in_range $address 0xfec00000 0x1000] && [llength [own pins]]} {
		return [expr {$size == 4 && ($address & 0xfff) in {0 16 64} ? "" : "there is no such register"}]
	}
	return "this is not the cell's"
}

# ---------------------------------------------------------------- instructions

# What does not reach beyond the processor: of virtualisation, system management and enclaves there is none.
set grant::instructions {
	{f 1 f8} {f 1 f9} {f 1 fc} {f 1 fd} {f 8 0} {f 9 0} {f 33 0} {f 6 0} {f 7 0} {f 35 0} {f 0 d8} {f 0 d0}
	{f e 0} {f1 0 0} {cc 0 0} {cd 80 0} {cd 2 0} {9b 0 0}
}

proc grant::instruction {what value} {
	variable instructions

	if {[on_arm]} {
		return [arm_instruction $what]
	}
	if {![regexp {^([0-9a-f]+ [0-9a-f]+ [0-9a-f]+), rax} $what - code]} {
		return "not understood"
	}
	return [expr {$code in $instructions ? "" : "no cell may execute this"}]
}

# Opcodes whose operand is not accessed: prefetches and reserved NOPs.
proc grant::touches_nothing {opcode} {
	return [expr {$opcode in {0f0d 0f18}}]
}

# Registers that the cell has are its to access, in whatever way. Ports are those of `ins` and `outs`.
proc grant::encoding {what value} {
	if {[on_arm]} {
		return [arm_encoding $what]
	}
	if {![regexp {^([0-9a-f]+), rdi ([0-9a-f]+)$} $what - code address]} {
		return "not understood"
	}
	regexp {^(?:26|2e|36|3e|64|65|66|67|f0|f2|f3|4[0-9a-f])*(0f..|..)} $code - opcode
	if {$opcode in {6c 6d}} {
		return "this port is not the cell's"
	}
	set address [expr {"0x$address"}]
	if {[touches_nothing $opcode]} {
		return
	}
	if {[in_range $address 0xfee00000 0x1000]} {
		return [expr {[board x2apic] ? "there is no such page" : ""}]
	}
	if {[in_link $address] || [in_mmconfig $address] || [in_memory read $address 1] ||
	    [in_range $address 0xfec00000 0x1000]} {
		return
	}
	return "this is not the cell's"
}
