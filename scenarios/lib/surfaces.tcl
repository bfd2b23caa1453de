# SPDX-License-Identifier: GPL-2.0-only
#
# Where bits flip: each surface draws a fault, a dictionary of surface, what (a line), apply, and what
# takes it back: undo while the victim's CPU may stand still, heal when it lives. Those of the cell are what the victim is made of. Those apart are
# root Linux' and the hypervisor's own: what comes of these nobody else can take on.

source [file join [file dirname [info script]] hvmemory.tcl]

set surfaces_of_cell {registers system-registers memory saved-state stage2 interrupts control events}
set surfaces_apart {root-registers root-memory hv-text hv-data hv-stack hv-tables}

proc fault {surface what apply {undo {}} {heal {}}} {
	return [dict create surface $surface what $what apply $apply undo $undo heal $heal]
}

# ---------------------------------------------------------------- memory

# Give a bit back its value; its neighbours may have changed meanwhile.
proc restore_bit {address bit value} {
	set byte "0x[peek $address 1]"
	poke $address [format %02x [expr {$byte & ~(1 << $bit) | $value << $bit}]]
}

# The same in code: while all stands still.
proc set_code_bit {address bit value} {
	gdb::stop
	set byte "0x[peek $address 1]"
	gdb::write_physical $address [format %02x [expr {$byte & ~(1 << $bit) | $value << $bit}]]
	gdb::go
}

# A fault that flips a bit of a number in memory, of as many bits as you like.
proc memory_fault {surface address bit what {how restore_bit}} {
	incr address [expr {$bit / 8}]
	set bit [expr {$bit % 8}]
	set value [expr {"0x[peek $address 1]" >> $bit & 1}]
	return [fault $surface "$what: [expr {!$value}] instead of $value" \
			[list $how $address $bit [expr {!$value}]] [list $how $address $bit $value]]
}

proc draw_in_memory {surface start size what} {
	set offset [draw_below $size]
	set bit [draw_below 8]
	return [memory_fault $surface [expr {$start + $offset}] $bit \
			[format "bit %d of the byte at 0x%llx of $what" $bit $offset] set_code_bit]
}

# Program, data, page tables and stack of the victim.
proc draw_memory {} {
	return [draw_in_memory memory [ram_of $::flip_victim] 0x18000 "its memory"]
}

# ---------------------------------------------------------------- registers

proc in_hypervisor {cpu} {
	if {[on_arm]} {
		return [expr {([gdb::register $cpu cpsr] >> 2 & 3) == 2}]
	}
	# root Linux has addresses up there, too
	return [expr {[gdb::register $cpu rip] >> 28 == 0xfffffffff}]
}

# Stop the machine while a CPU executes its cell.
proc stop_in_cell {cpu} {
	gdb::stop
	for {set n 0} {$n < 200} {incr n} {
		if {![in_hypervisor $cpu]} {
			return
		}
		gdb::let_run $cpu 1
	}
	error "CPU $cpu is always in the hypervisor"
}

proc flip_register {cpu name bit} {
	stop_in_cell $cpu
	gdb::flip $cpu $name $bit
	gdb::go
}

# Of the number of the first and the last.
proc draw_register {surface cpu first last} {
	set name [draw_of [lrange $gdb::registers $first $last]]
	set narrow {eflags cs ss ds es fs gs cpsr}
	# QEMU ends when it is told of an exception level that its CPU does not have
	set low [expr {$name eq "cpsr" ? 5 : 0}]
	set bit [expr {$low + [draw_below [expr {($name in $narrow ? 32 : 64) - $low}]]}]
	return [fault $surface "bit $bit of $name" [list flip_register $cpu $name $bit]]
}

proc draw_registers {} {
	return [draw_register registers $::flip_cpu 0 [expr {[on_arm] ? 33 : 17}]]
}

# ---------------------------------------------------------------- system registers

# On ARM: what is in their instructions, op0 to op2.
array set arm_registers {
	sctlr_el1 {3 0 1 0 0} cpacr_el1 {3 0 1 0 2} ttbr0_el1 {3 0 2 0 0} ttbr1_el1 {3 0 2 0 1}
	tcr_el1 {3 0 2 0 2} mair_el1 {3 0 10 2 0} vbar_el1 {3 0 12 0 0} contextidr_el1 {3 0 13 0 1}
	tpidr_el1 {3 0 13 0 4} tpidr_el0 {3 3 13 0 2} cntkctl_el1 {3 0 14 1 0} mdscr_el1 {2 0 0 2 2}
	spsr_el1 {3 0 4 0 0} elr_el1 {3 0 4 0 1} sp_el0 {3 0 4 1 0} esr_el1 {3 0 5 2 0}
	far_el1 {3 0 6 0 0} cntv_ctl_el0 {3 3 14 3 1} cntv_cval_el0 {3 3 14 3 2}
	cntp_ctl_el0 {3 3 14 2 1} cntp_cval_el0 {3 3 14 2 2}
	cntfrq_el0 {3 3 14 0 0} cntvct_el0 {3 3 14 0 2}
	hcr_el2 {3 4 1 1 0} mdcr_el2 {3 4 1 1 1} cptr_el2 {3 4 1 1 2} hstr_el2 {3 4 1 1 3}
	vttbr_el2 {3 4 2 1 0} vtcr_el2 {3 4 2 1 2} vpidr_el2 {3 4 0 0 0} vmpidr_el2 {3 4 0 0 5}
	cnthctl_el2 {3 4 14 1 0} cntvoff_el2 {3 4 14 0 3} elr_el2 {3 4 4 0 1} spsr_el2 {3 4 4 0 0}
	ttbr0_el2 {3 4 2 0 0}
	ich_hcr_el2 {3 4 12 11 0} ich_vmcr_el2 {3 4 12 11 7} ich_ap1r0_el2 {3 4 12 9 0}
	ich_lr0_el2 {3 4 12 12 0} ich_lr1_el2 {3 4 12 12 1} ich_lr2_el2 {3 4 12 12 2}
	ich_lr3_el2 {3 4 12 12 3}
}

# The bytes of an ARM instruction.
proc instruction {word} {
	return [binary encode hex [binary format i $word]]
}

# MRS (1) or MSR (0) with x0.
proc arm_move {name read} {
	lassign $::arm_registers($name) op0 op1 crn crm op2
	return [instruction [expr {0xd5100000 | $read << 21 | ($op0 & 1) << 19 | $op1 << 16 |
				   $crn << 12 | $crm << 8 | $op2 << 5}]]
}

# Do something to a CPU that stands still with registers that it gets back.
proc with_registers {cpu names script} {
	set saved [lmap name $names {gdb::read_raw $cpu $name}]
	try {
		uplevel 1 $script
	} finally {
		foreach name $names raw $saved {
			gdb::write_raw $cpu $name $raw
		}
	}
}

# Let a CPU execute an instruction in the victim's program or in the hypervisor.
proc execute {cpu code} {
	set pc [gdb::register $cpu [expr {[on_arm] ? "pc" : "rip"}]]
	if {[in_hypervisor $cpu]} {
		gdb::execute $cpu [expr {[hypervisor_base] + $pc - [hypervisor_address]}] $code
	} elseif {$pc < $::flip_program} {
		gdb::execute $cpu [expr {[ram_of $::flip_victim] + $pc}] $code
	} else {
		error "CPU $cpu executes no program"
	}
}

# A system register of an ARM CPU that stands still where it may have it.
proc read_system {cpu name} {
	with_registers $cpu x0 {
		execute $cpu [arm_move $name 1]
		set value [gdb::register $cpu x0]
	}
	return $value
}

proc write_system {cpu name value} {
	with_registers $cpu x0 {
		gdb::set_register $cpu x0 $value
		execute $cpu [arm_move $name 0]
		# what was translated before may be wrong now: TLBI VMALLS12E1
		if {[string match *_el2 $name]} {
			execute $cpu [instruction 0xd50c87df]
		}
	}
}

# Flip a bit; remember what it was, for give_back_system.
proc flip_system {stop name bit} {
	$stop $::flip_cpu
	set value [read_system $::flip_cpu $name]
	set ::system_bit [expr {$value >> $bit & 1}]
	write_system $::flip_cpu $name [expr {$value ^ 1 << $bit}]
	gdb::go
}

proc give_back_system {stop name bit} {
	$stop $::flip_cpu
	set value [read_system $::flip_cpu $name]
	write_system $::flip_cpu $name [expr {$value & ~(1 << $bit) | $::system_bit << $bit}]
	gdb::go
}

# Of a register that keeps what its owner wrote: it gets the bit back.
proc system_fault {surface stop name bits {keeps 1}} {
	set bit [draw_below $bits]
	return [fault $surface "bit $bit of $name" [list flip_system $stop $name $bit] {} \
			[expr {$keeps ? [list give_back_system $stop $name $bit] : ""}]]
}

proc draw_system-registers {} {
	if {![on_arm]} {
		return [draw_register system-registers $::flip_cpu 18 end]
	}
	set name [draw_of {sctlr_el1 cpacr_el1 ttbr0_el1 ttbr1_el1 tcr_el1 mair_el1 vbar_el1 contextidr_el1
		tpidr_el1 tpidr_el0 cntkctl_el1 mdscr_el1 spsr_el1 elr_el1 sp_el0 esr_el1 far_el1
		cntv_ctl_el0 cntv_cval_el0 cntp_ctl_el0 cntp_cval_el0}]
	return [system_fault system-registers stop_in_cell $name 64 0]
}

# ---------------------------------------------------------------- in the hypervisor

# Physical addresses of the begin and the end of the hypervisor's code.
proc hypervisor_code {} {
	set base [hypervisor_base]
	return [list [expr {$base + [peek64 [expr {$base + 80}]]}] \
			[expr {$base + [peek64 [expr {$base + 88}]]}]]
}

# Address of the instruction at which the hypervisor begins when a cell asks for something: behind
# VMRUN, or in the vectors, whose first instruction is `msr tpidr_el2, x0`.
proc find_entry {} {
	lassign [hypervisor_code] start end
	lassign [expr {[on_arm] ? {40d01cd5 2048 0x400} : {0f01d8 1 3}}] wanted step behind
	for {set at $start} {$at < $end} {incr at 0x8000} {
		set digits [peek $at [expr {min(0x8010, $end - $at)}]]
		for {set n [string first $wanted $digits]} {$n >= 0} {
			set n [string first $wanted $digits [expr {$n + 1}]]} {
			set place [expr {$at - [hypervisor_base] + $n / 2}]
			if {$n % 2 == 0 && $place % $step == 0} {
				return [expr {[hypervisor_address] + $place + $behind}]
			}
		}
	}
	error "the hypervisor's entry is not where it is looked for"
}

proc hypervisor_entry {} {
	if {![info exists ::flip_entry]} {
		set ::flip_entry [find_entry]
	}
	return $::flip_entry
}

# Stop the machine when the victim's CPU enters the hypervisor, or where it stands there.
proc stop_in_hypervisor {cpu} {
	gdb::stop
	for {set n 0} {![in_hypervisor $cpu]} {incr n} {
		if {$::gdb::still} {
			error "CPU $cpu is not in the hypervisor"
		}
		if {[gdb::held]} {
			::cellyard::outside::let_run "enter $cpu"
			continue
		}
		set came [gdb::run_to [hypervisor_entry] 60000]
		if {$came < 0 || $n > 50} {
			error "CPU $cpu does not enter the hypervisor"
		}
		if {$came != $cpu} {
			gdb::step $came
		}
	}
}

# Apply a script when the victim's CPU has executed so many instructions of the hypervisor.
proc apply_within {steps script} {
	stop_in_hypervisor $::flip_cpu
	for {set n 0} {$n < $steps && [in_hypervisor $::flip_cpu]} {incr n} {
		gdb::step $::flip_cpu
	}
	eval $script
	gdb::go
}

# Offset and bits of fields of the VMCB that are the guest's while the hypervisor has the CPU.
set saved_fields {
	es 0x400 128 cs 0x410 128 ss 0x420 128 ds 0x430 128 gdtr 0x460 128 idtr 0x480 128 cpl 0x4cb 8
	efer 0x4d0 64 cr4 0x548 64 cr3 0x550 64 cr0 0x558 64 dr7 0x560 64 dr6 0x568 64 rflags 0x570 64
	rip 0x578 64 rsp 0x5d8 64 rax 0x5f8 64 cr2 0x640 64 pat 0x668 64 debugctl 0x670 64
}

proc draw_field {table} {
	set n [draw_below [expr {[llength $table] / 3}]]
	return [lrange $table [expr {3 * $n}] [expr {3 * $n + 2}]]
}

proc flip_memory {address bit} {
	incr address [expr {$bit / 8}]
	set byte "0x[peek $address 1]"
	poke $address [format %02x [expr {$byte ^ 1 << $bit % 8}]]
}

# A general register of the victim that lies on the hypervisor's stack.
proc draw_saved_general {} {
	set names [expr {[on_arm] ? {x0 x1 x2 x3 x4 x5 x6 x7 x8 x16 x17 x30} :
				{rcx rdx rbx rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15}}]
	set order {rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15}
	set name [draw_of $names]
	set slot [expr {[on_arm] ? [string range $name 1 end] : [lsearch $order $name]}]
	set top [expr {[private_of $::flip_cpu] + $::flip_stack_size}]
	set frame [expr {$top - ([on_arm] ? 0x100 : 0x80)}]
	set bit [draw_below 64]
	return [fault saved-state "bit $bit of $name on the hypervisor's stack" \
			[list apply_within [expr {18 + [draw_below 20]}] \
				[list flip_memory [expr {$frame + 8 * $slot}] $bit]]]
}

proc draw_saved-state {} {
	if {[draw_below 3] == 0} {
		return [draw_saved_general]
	}
	if {[on_arm]} {
		return [system_fault saved-state stop_in_hypervisor [draw_of {elr_el2 spsr_el2}] 64 0]
	}
	lassign [draw_field $::saved_fields] name offset bits
	set bit [draw_below $bits]
	return [fault saved-state "bit $bit of $name, saved in the VMCB" \
			[list apply_within 0 [list flip_memory [expr {[vmcb_of $::flip_cpu] + $offset}] $bit]]]
}

# ---------------------------------------------------------------- control state

# Offset and bits of each field of the control area that the hardware reads.
set vmcb_fields {
	intercept-cr 0x000 32 intercept-dr 0x004 32 intercept-exceptions 0x008 32
	intercept-1 0x00c 32 intercept-2 0x010 32 intercept-3 0x014 32 pause-filter 0x03c 32
	iopm-base 0x040 64 msrpm-base 0x048 64 tsc-offset 0x050 64 asid 0x058 32 tlb-control 0x05c 8
	virtual-interrupt 0x060 64 interrupt-shadow 0x068 64 nested-control 0x090 64 avic-bar 0x098 64
	event-injection 0x0a8 64 nested-cr3 0x0b0 64 lbr-control 0x0b8 64 clean 0x0c0 32 next-rip 0x0c8 64
}

proc draw_control {} {
	if {[on_arm]} {
		return [system_fault control stop_in_hypervisor [draw_of {hcr_el2 mdcr_el2 cptr_el2 hstr_el2
			vttbr_el2 vtcr_el2 vpidr_el2 vmpidr_el2 cnthctl_el2 cntvoff_el2}] 64]
	}
	lassign [draw_field $::vmcb_fields] name offset bits
	set bit [draw_below $bits]
	return [memory_fault control [expr {[vmcb_of $::flip_cpu] + $offset}] $bit "bit $bit of $name"]
}

# ---------------------------------------------------------------- page tables

# Entries in use of a tree of tables: addresses, with the level of each, 0 for pages.
proc entries_below {table level} {
	set found {}
	foreach {n entry} [entries_in $table] {
		lappend found [list [expr {$table + 8 * $n}] $level]
		if {[leads_on $entry $level]} {
			lappend found {*}[entries_below [expr {$entry & $::entry_address}] \
						  [expr {$level - 1}]]
		}
	}
	return $found
}

# The root of the victim's tables, and its level.
proc stage2_root {} {
	if {![on_arm]} {
		return [list [peek64 [expr {[vmcb_of $::flip_cpu] + 0xb0}]] 3]
	}
	stop_in_hypervisor $::flip_cpu
	set root [expr {[read_system $::flip_cpu vttbr_el2] & 0xfffffffff000}]
	set level [expr {([read_system $::flip_cpu vtcr_el2] >> 6 & 3) == 2 ? 3 : 2}]
	gdb::go
	return [list $root $level]
}

# The CPU forgets what it read of the tables, as it may do at any time.
proc forget_translations {} {
	if {[on_arm]} {
		stop_in_hypervisor $::flip_cpu
		write_system $::flip_cpu hcr_el2 [read_system $::flip_cpu hcr_el2]
		gdb::go
	}
}

proc set_table_bit {address bit value} {
	restore_bit $address $bit $value
	forget_translations
}

# A bit of an entry in use of the victim's tables: of what may be done there, or of where it leads.
proc draw_entry {surface of_address} {
	if {![info exists ::stage2_entries]} {
		set ::stage2_entries [entries_below {*}[stage2_root]]
	}
	lassign [draw_of $::stage2_entries] address level
	set bits [expr {$of_address ? [list 12 51] : [list 0 11 52 63]}]
	set bit [draw_of [concat {*}[lmap {first last} $bits {
		set list {}
		for {set n $first} {$n <= $last} {incr n} {
			lappend list $n
		}
		set list
	}]]]
	set fault [memory_fault $surface $address $bit "bit $bit of an entry of level $level"]
	# its end undoes what the CPU has read of it
	dict set fault apply [lreplace [dict get $fault apply] 0 0 set_table_bit]
	dict set fault heal forget_translations
	return $fault
}

proc draw_stage2 {} {
	return [draw_entry stage2 0]
}

# ---------------------------------------------------------------- interrupt controllers

# Where a page is mapped by a tree of tables, whose first translated address is VIRT; or nothing.
proc find_page {table level phys virt} {
	foreach {n entry} [entries_in $table] {
		set target [expr {$entry & $::entry_address}]
		set at [expr {$virt + ($n << 12 + 9 * $level)}]
		if {$level == 0 && $target == $phys} {
			return $at
		}
		if {[leads_on $entry $level] &&
		    [set found [find_page $target [expr {$level - 1}] $phys $at]] ne ""} {
			return $found
		}
	}
	return ""
}

# Where the hypervisor has mapped a page of registers; the victim's CPU stands in the hypervisor.
proc device_address {phys} {
	if {![info exists ::device_at($phys)]} {
		set root [expr {[on_arm] ? [read_system $::flip_cpu ttbr0_el2] :
					[gdb::register $::flip_cpu cr3]}]
		# the last entry is of all CPUs
		set table [expr {[peek64 [expr {($root & $::entry_address) + 511 * 8}]] & $::entry_address}]
		set start [expr {[on_arm] ? 0xff8000000000 : 0xffffff8000000000}]
		set ::device_at($phys) [find_page $table 2 $phys $start]
		check {$::device_at($phys) ne ""} "the hypervisor has mapped [format 0x%llx $phys]"
	}
	return $::device_at($phys)
}

# A register of a device, 32 bits, as the victim's CPU reads and writes it.
proc read_device {phys} {
	set virt [expr {[device_address [expr {$phys & ~0xfff}]] + ($phys & 0xfff)}]
	lassign [expr {[on_arm] ? {x0 x1} : {rax rcx}}] value at
	with_registers $::flip_cpu [list $value $at] {
		gdb::set_register $::flip_cpu $at $virt
		execute $::flip_cpu [expr {[on_arm] ? [instruction 0xb9400020] : "8b01"}]
		set found [gdb::register $::flip_cpu $value]
	}
	return [expr {$found & 0xffffffff}]
}

proc write_device {phys number} {
	set virt [expr {[device_address [expr {$phys & ~0xfff}]] + ($phys & 0xfff)}]
	lassign [expr {[on_arm] ? {x0 x1} : {rax rcx}}] value at
	with_registers $::flip_cpu [list $value $at] {
		gdb::set_register $::flip_cpu $at $virt
		gdb::set_register $::flip_cpu $value $number
		execute $::flip_cpu [expr {[on_arm] ? [instruction 0xb9000020] : "8901"}]
	}
}

# The local APIC in x2APIC mode: registers are MSRs.
proc read_x2apic {number} {
	with_registers $::flip_cpu {rax rcx rdx} {
		gdb::set_register $::flip_cpu rcx [expr {0x800 + $number}]
		execute $::flip_cpu 0f32
		set found [gdb::register $::flip_cpu rax]
	}
	return $found
}

proc write_x2apic {number value} {
	with_registers $::flip_cpu {rax rcx rdx} {
		gdb::set_register $::flip_cpu rcx [expr {0x800 + $number}]
		gdb::set_register $::flip_cpu rax $value
		gdb::set_register $::flip_cpu rdx 0
		execute $::flip_cpu 0f30
	}
}

proc flip_apic {number bit} {
	stop_in_hypervisor $::flip_cpu
	if {[has_x2apic]} {
		write_x2apic $number [expr {[read_x2apic $number] ^ 1 << $bit}]
	} else {
		set phys [expr {0xfee00000 + 0x10 * $number}]
		write_device $phys [expr {[read_device $phys] ^ 1 << $bit}]
	}
	gdb::go
}

# Number and bits of registers of the local APIC; in x2APIC mode others would be refused. Each bit is as
# likely as any other.
proc draw_apic {} {
	set bits {}
	foreach {name number count more} {
		task-priority 0x08 8 {} spurious 0x0f 9 {} timer 0x32 8 {16 17} lint0 0x35 8 16 lint1 0x36 8 16
		error 0x37 8 16 timer-count 0x38 32 {} timer-divider 0x3e 2 3
	} {
		for {set bit 0} {$bit < $count} {incr bit} {
			lappend bits [list $name $number $bit]
		}
		foreach bit $more {
			lappend bits [list $name $number $bit]
		}
	}
	lassign [draw_of $bits] name number bit
	return [fault interrupts "bit $bit of $name in the local APIC" [list flip_apic $number $bit]]
}

# Registers of the GIC of which each bit is an interrupt: one sets it, one clears it.
proc flip_gic_state {set_at clear_at bit} {
	stop_in_hypervisor $::flip_cpu
	set is [expr {[read_device $set_at] >> $bit & 1}]
	write_device [expr {$is ? $clear_at : $set_at}] [expr {1 << $bit}]
	gdb::go
}

proc flip_device {phys bit} {
	stop_in_hypervisor $::flip_cpu
	write_device $phys [expr {[read_device $phys] ^ 1 << $bit}]
	gdb::go
}

proc gic_version {} {
	return [expr {[string match *gicv2* [machine]] ? 2 : 3}]
}

# Where the registers of the victim's private interrupts are.
proc gic_private {} {
	return [expr {[gic_version] == 2 ? 0x08000000 : 0x080a0000 + 0x20000 * $::flip_cpu + 0x10000}]
}

# Of the victim's interrupts: private ones but the hypervisor's own, and the shared one that it has.
proc draw_gic {} {
	set irq [expr {[draw_below 4] ? 26 + [draw_below 6] : 16 + [draw_below 9]}]
	set base [gic_private]
	lassign [draw_field {enabled 0x100 0x180 pending 0x200 0x280 active 0x300 0x380 priority 0x400 -
		mode 0xc00 -}] name on off
	if {$name eq "priority"} {
		set bit [expr {$irq % 4 * 8 + [draw_below 8]}]
		set apply [list flip_device [expr {$base + $on + ($irq & ~3)}] $bit]
	} elseif {$name eq "mode"} {
		set apply [list flip_device [expr {$base + $on + 4}] [expr {$irq % 16 * 2 + 1}]]
	} else {
		set apply [list flip_gic_state [expr {$base + $on}] [expr {$base + $off}] $irq]
	}
	return [fault interrupts "$name of interrupt $irq" $apply]
}

proc draw_virtual_interface {} {
	if {[gic_version] == 3} {
		return [system_fault interrupts stop_in_hypervisor \
				[draw_of {ich_hcr_el2 ich_vmcr_el2 ich_ap1r0_el2 ich_lr0_el2 ich_lr1_el2
					ich_lr2_el2 ich_lr3_el2}] 64 0]
	}
	lassign [draw_field {hcr 0x00 - vmcr 0x08 - apr 0xf0 - lr0 0x100 - lr1 0x104 - lr2 0x108 -
		lr3 0x10c -}] name offset
	set bit [draw_below 32]
	return [fault interrupts "bit $bit of GICH_$name" \
			[list flip_device [expr {0x08030000 + $offset}] $bit]]
}

proc draw_interrupts {} {
	if {![on_arm]} {
		return [draw_apic]
	}
	return [expr {[draw_below 2] ? [draw_gic] : [draw_virtual_interface]}]
}

# ---------------------------------------------------------------- events

# QEMU resets a machine whose CPU has no handler for it.
proc machine_check {arguments} {
	stop_in_cell $::flip_cpu
	gdb::set_register $::flip_cpu cr4 [expr {[gdb::register $::flip_cpu cr4] | 0x40}]
	hmp "mce $::flip_cpu $arguments"
	gdb::go
}

proc pause_machine {milliseconds} {
	gdb::stop
	after $milliseconds
	gdb::go
}

# A private interrupt comes to the victim's CPU on ARM that nobody raised.
proc raise_private {irq} {
	stop_in_hypervisor $::flip_cpu
	if {[gic_version] == 2 && $irq < 16} {
		# QEMU stumbles over one that is made pending: the CPU sends it to itself
		write_device 0x08000f00 [expr {2 << 24 | $irq}]
	} else {
		write_device [expr {[gic_private] + 0x200}] [expr {1 << $irq}]
	}
	gdb::go
}

# A disabled one does not stay pending for the trials that follow.
proc drop_private {irq} {
	if {[gic_version] == 3 || $irq >= 16} {
		stop_in_hypervisor $::flip_cpu
		write_device [expr {[gic_private] + 0x280}] [expr {1 << $irq}]
		gdb::go
	}
}

proc draw_events {} {
	set bank [expr {1 + [draw_below 4]}]
	set address [format 0x%x [expr {[ram_of $::flip_victim] + [draw_below 0x18000]}]]
	switch [draw_of [expr {[on_arm] ? {spurious spurious pause} : {nmi corrected uncorrected pause}}]] {
		nmi {
			return [fault events "an NMI for all CPUs" inject_nmi]
		}
		corrected {
			return [fault events "machine check: a corrected error of bank $bank" \
				[list machine_check "$bank 0x9400000000000150 0 $address 0"]]
		}
		uncorrected {
			return [fault events "machine check: an uncorrected error of bank $bank" \
				[list machine_check "$bank 0xb400000000000150 0x1 $address 0"]]
		}
		spurious {
			# those that software sends, of the hypervisor, too; its maintenance interrupt; the timer's
			set irq [draw_of {0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 25 27}]
			return [fault events "interrupt $irq that nobody raised" [list raise_private $irq] \
				{} [list drop_private $irq]]
		}
		pause {
			set time [expr {10 + [draw_below 200]}]
			return [fault events "the machine stands still for $time ms" [list pause_machine $time]]
		}
	}
}

# ---------------------------------------------------------------- apart: root Linux, the hypervisor

proc draw_root-registers {} {
	return [draw_register root-registers [draw_of {0 3}] 0 end]
}

# The first 64 MiB behind where the kernel begins: the kernel, and what it allocates first.
proc draw_root-memory {} {
	set start [expr {[on_arm] ? 0x40200000 : 0x1000000}]
	return [draw_in_memory root-memory $start 0x4000000 "root's memory"]
}

proc draw_hv-text {} {
	lassign [hypervisor_code] start end
	return [draw_in_memory hv-text $start [expr {$end - $start}] "the hypervisor's code"]
}

# Constants, variables, the pool's first pages; and what other CPUs see of a CPU.
proc draw_hv-data {} {
	lassign [hypervisor_code] - start
	set end [expr {[hypervisor_base] + [peek64 [expr {[hypervisor_base] + 8}]]}]
	return [draw_in_memory hv-data $start [expr {$end - $start}] "the hypervisor's data"]
}

# What is on the stack of the victim's CPU while the hypervisor works for it.
proc flip_stack {draw} {
	set pointer [gdb::register $::flip_cpu [expr {[on_arm] ? "sp" : "rsp"}]]
	set top [expr {([on_arm] ? 0x8000001000 : 0x40001000) + $::flip_stack_size}]
	set used [expr {max(8, min($top - $pointer, $::flip_stack_size))}]
	flip_memory [expr {[private_of $::flip_cpu] + $::flip_stack_size - 1 - $draw / 8 % $used}] \
		[expr {$draw % 8}]
}

proc draw_hv-stack {} {
	set draw [draw_below 0x100000]
	return [fault hv-stack "bit [expr {$draw % 8}] of byte [expr {$draw / 8}] of its stack, around" \
			[list apply_within [expr {4 + [draw_below 60]}] [list flip_stack $draw]]]
}

# Where the victim's tables lead to, and the tables of its CPU in the hypervisor.
proc draw_hv-tables {} {
	if {[draw_below 2]} {
		return [draw_entry hv-tables 1]
	}
	# a root and three below it, behind the stack and, on x86, VMCB and save area
	set start [own_tables $::flip_cpu]
	set addresses {}
	for {set table $start} {$table < $start + 0x4000} {incr table 0x1000} {
		foreach {n entry} [entries_in $table] {
			lappend addresses [expr {$table + 8 * $n}]
		}
	}
	set bit [draw_below 64]
	return [memory_fault hv-tables [draw_of $addresses] $bit "bit $bit of an entry of the hypervisor's"]
}
