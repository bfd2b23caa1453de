# SPDX-License-Identifier: GPL-2.0-only
#
# What a hostile cell may be granted on arm64: see grants.tcl.

# ---------------------------------------------------------------- system registers

# Those of EL0 and EL1 that are of the processor alone, by the architecture's manual: patterns of
# op0_op1_CRn_CRm_op2. What has a number of an implementation is nobody's.
set grant::readable_registers {
	3_0_c0_c[0-7]_[0-7] 3_1_c0_c0_[0-7] 3_2_c0_c0_0 3_3_c0_c0_[17]
	3_0_c5_c[3-5]_[0-7] 3_0_c10_c4_[0-7] 3_0_c4_c2_2 3_0_c12_c0_1 3_0_c12_c1_0
	3_3_c14_c0_[0-6] 3_3_c9_c12_[67] 2_0_c1_c[01]_[04] 2_0_c7_c14_6 2_3_c0_c1_0
}
set grant::writable_registers {
	3_0_c1_c0_[023] 3_0_c2_c0_[0-3] 3_0_c2_c[1-3]_[0-3] 3_0_c4_c0_[01] 3_0_c4_c1_0 3_0_c4_c2_[034]
	3_0_c5_c1_[01] 3_0_c5_c2_0 3_0_c6_c0_0 3_0_c7_c4_0 3_0_c9_c14_[12] 3_0_c10_c[23]_0
	3_0_c12_c0_0 3_0_c12_c1_1 3_0_c13_c0_[14] 3_0_c14_c1_0 3_2_c0_c0_0
	3_0_c5_c[3-5]_[0-7] 3_0_c10_c4_[0-7]
	3_3_c4_c2_[0-7] 3_3_c4_c4_[01] 3_3_c9_c12_[0-5] 3_3_c9_c13_[0-2] 3_3_c9_c14_[03]
	3_3_c13_c0_[23] 3_3_c14_c[23]_[012] 3_3_c14_c8_[0-7] 3_3_c14_c9_[0-7] 3_3_c14_c1[0-5]_[0-7]
	2_0_c0_c*_[4-7] 2_0_c0_c0_2 2_0_c0_c2_[02] 2_0_c0_c3_2 2_0_c0_c6_2 2_0_c1_c[034]_4
	2_0_c7_c[89]_6 2_3_c0_c[45]_0
}
# The interrupt controller's, where it has registers: those of the virtual interface.
set grant::gic_registers {
	3_0_c4_c6_0 3_0_c12_c8_* 3_0_c12_c9_[0-3] 3_0_c12_c11_[135] 3_0_c12_c12_[0-7]
}

proc grant::matches {name patterns} {
	foreach pattern $patterns {
		if {[string match $pattern $name]} {
			return 1
		}
	}
	return 0
}

proc grant::sysreg {what value} {
	variable readable_registers
	variable writable_registers
	variable gic_registers

	if {![regexp {^(read|write) s(\d_\d_c\d+_c\d+_\d),} $what - how name]} {
		return "not understood"
	}
	if {[matches $name $writable_registers] || ([board gic] == 3 && [matches $name $gic_registers]) ||
	    ($how eq "read" && [matches $name $readable_registers])} {
		return
	}
	return "this register is not the cell's to $how"
}

# Maintenance of caches and translations as EL1 has it: of EL2 and EL3 is what has 4 or 6.
proc grant::sys {what value} {
	if {![regexp {^sysl? #(\d), c(\d+), c(\d+), #(\d),} $what - op1 n m op2]} {
		return "not understood"
	}
	return [expr {$op1 in {0 3} ? "" : "this is for another exception level"}]
}

# ---------------------------------------------------------------- calls

# Of PSCI: version, and what is told of functions; the state of its own CPUs, of which no second one can be
# switched on. Of the convention: version, functions, workarounds.
proc grant::call {function first} {
	switch -- [format 0x%08x [expr {$function & 0xffffffff}]] {
		0x84000000 - 0x80000000 - 0x80008000 - 0x80007fff - 0x80003fff {
			return
		}
		0x84000004 - 0xc4000004 {
			return [expr {$first eq "" || ($first & 0xff00ffffff) in [own cpus] ? "" :
					"this CPU is not the cell's"}]
		}
		0x8400000a - 0x80000001 {
			set known {0x84000000 0x84000001 0xc4000001 0x84000002 0x84000003 0xc4000003 0x84000004
				0xc4000004 0x84000008 0x84000009 0x8400000a 0x80000000 0x80000001 0x80008000
				0x80007fff 0x80003fff}
			return [expr {$first eq "" || [format 0x%08x [expr {$first & 0xffffffff}]] in $known ? "" :
					"there is no such function"}]
		}
	}
	return "this function is not for cells"
}

proc grant::smc {what value} {
	if {[regexp {^(smc|hvc) #([0-9a-f]+), ([0-9a-f]+)$} $what - how number function]} {
		# what came back is not looked at
		return [expr {$how eq "smc" || $number eq "4a48" ? "" : "there is no such call"}]
	}
	if {![regexp {^(smc|hvc) ([0-9a-f]+), ([0-9a-f]+) } $what - how function first]} {
		return "not understood"
	}
	return [expr {$how eq "smc" ? [call 0x$function [expr {"0x$first"}]] : "firmware is called by SMC"}]
}

# ---------------------------------------------------------------- interrupt controller

# Bits of a register of 4 bytes that are of the cell's shared interrupts, with BITS for each one.
proc grant::own_fields {first bits} {
	set mask 0
	for {set n 0} {$n < 32 / $bits} {incr n} {
		if {$first + $n in [own pins]} {
			set mask [expr {$mask | ((1 << $bits) - 1) << $n * $bits}]
		}
	}
	return $mask
}

# What a register of shared interrupts, with BITS for each, shows of those of others: nothing.
proc grant::shared_field {offset size bits value sentence} {
	set first [expr {$offset * 8 / $bits}]
	if {$value eq "" || $first < 32} {
		# the first ones are each CPU's own
		return
	}
	set inside [expr {$offset % 4 * 8}]
	set mask [own_fields [expr {($offset & ~3) * 8 / $bits}] $bits]
	return [only_bits $value [expr {$mask >> $inside}] $sentence]
}

# The distributor: identification is everybody's; of shared interrupts there are the cell's own.
proc grant::distributor {how offset size value} {
	set sentence "this is of interrupts that are not the cell's"
	if {$offset % $size} {
		return
	}
	switch -- [expr {$offset >> 7}] {
		1 - 2 - 3 - 4 - 5 - 6 - 7 {
			# group, enabled, pending, active
			return [shared_field [expr {$offset & 0x7f}] $size 1 $value $sentence]
		}
		8 - 9 - 10 - 11 - 12 - 13 - 14 - 15 {
			return [shared_field [expr {$offset - 0x400}] $size 8 $value $sentence]
		}
		16 - 17 - 18 - 19 - 20 - 21 - 22 - 23 {
			# targets; with affinities there are none
			return [shared_field [expr {$offset - 0x800}] $size 8 $value $sentence]
		}
		24 - 25 {
			return [shared_field [expr {$offset - 0xc00}] $size 2 $value $sentence]
		}
	}
	if {$offset >= 0x6100 && $offset < 0x7fe0 && $value ne ""} {
		set irq [expr {($offset - 0x6000) / 8}]
		return [expr {$irq in [own pins] ? "" : [only_bits $value 0 $sentence]}]
	}
}

# The frames of all CPUs are there; the second half of another one's shows nothing.
proc grant::redistributor {offset value} {
	set cpu [expr {$offset >> 17}]
	if {$cpu in [own cpus] || !($offset & 0x10000)} {
		return
	}
	return [only_bits $value 0 "this is of another CPU"]
}

proc grant::gic_device {how address size value} {
	set version [board gic]
	if {[in_range $address [board gicd] [expr {$version == 3 ? 0x10000 : 0x1000}]]} {
		return [distributor $how [expr {$address - [board gicd]}] $size $value]
	}
	if {$version == 2 && [in_range $address [board gicc] 0x2000]} {
		return
	}
	if {$version == 3 && [in_range $address [board gicr] 0x80000]} {
		return [redistributor [expr {$address - [board gicr]}] $value]
	}
	return "this is not the cell's"
}

proc grant::gic {what value} {
	if {![regexp {^(read|write) GIC ([0-9a-f]+), (\d) bytes} $what - how address size]} {
		return "not understood"
	}
	return [gic_device $how [expr {"0x$address"}] $size $value]
}

proc grant::arm_device {how address size value} {
	return [gic_device $how $address $size $value]
}

proc grant::arm_pci {what value} {
	if {![regexp {^(read|write) PCI ([0-9a-f]+), (\d) bytes} $what - how address size]} {
		return "not understood"
	}
	if {![in_mmconfig 0x$address]} {
		return "this is not the cell's"
	}
	return [mmconfig $how 0x$address $size $value]
}

# ---------------------------------------------------------------- instructions

# What a processor at EL1 does for itself: no translation and no caches of EL2, no debug state.
set grant::arm_instructions {d503233f d50320ff d5033fdf d503305f d5087900}

proc grant::arm_instruction {what} {
	variable arm_instructions

	return [expr {$what in $arm_instructions ? "" : "no cell may execute this"}]
}

# Stores among those that are tried.
set grant::arm_stores {
	a9000c22 29000c22 b8004c22 889ffc22 b8a30022 88a37c22 3d800022 4c9f2022 d50b7421 b8000822
	f9000022 b900003f
}

# Registers that the cell has are its to access; of the function that is tried, the host bridge, nothing can
# be written. Prefetches and caches are no accesses; nor is a store exclusive that no load went before: the
# processor may leave it undone without a look at the address.
proc grant::arm_encoding {what} {
	variable arm_stores

	if {![regexp {^([0-9a-f]+), x1 ([0-9a-f]+),} $what - word address]} {
		return "not understood"
	}
	set address [expr {"0x$address"}]
	if {$word in {f9800020 d50b7e21 d5087621 88037c22}} {
		return
	}
	if {[in_mmconfig $address]} {
		return [expr {$word in $arm_stores ? "this function is not the cell's" : ""}]
	}
	if {[in_link $address] || [in_memory read $address 1] || [gic_device read $address 1 ""] eq ""} {
		return
	}
	return "this is not the cell's"
}
