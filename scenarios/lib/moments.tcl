# SPDX-License-Identifier: GPL-2.0-only
#
# Of one trial in four the fault comes while the victim is managed: created, loaded, started, shut down or
# destroyed. A command is begun, and all stands still where the hypervisor has come to one of its functions
# for it, and some instructions behind that: the same place each time. What the fault is does not depend on
# that. Then the command goes on, and the cell's life after it, to where the cell works again.

# Where the victim's CPU waits in the hypervisor, while another one manages. By then it is Linux' in the end
# of `destroy`, and the cell's in that of `create`: what it has of the cell must not be left to Linux.
array set held_places {
	create {memory_clear_cell arch_commit}
	load {memory_give_to_root arch_commit}
	start {memory_take_from_root arch_fill_comm_region arch_cell_reset arch_commit}
	shutdown {arch_cell_reset memory_give_to_root arch_commit}
	destroy {arch_cell_reset memory_clear_cell memory_give_to_root arch_commit}
}
# Where it executes its cell, or is about to.
array set own_places {start vcpu_reset shutdown cell_set_loadable destroy cell_destroy}

# When there is something to hit that is the cell's. Its second-stage tables and the control state are not
# there before `create` has ended, and not its own any more in `destroy`.
array set moments_of {
	registers {start shutdown destroy}
	system-registers {start shutdown destroy}
	memory {create load start shutdown destroy}
	saved-state {create load start shutdown destroy}
	stage2 {load start shutdown}
	interrupts {create load start shutdown destroy}
	control {load start shutdown}
	events {create load start shutdown destroy}
}

# What makes the cell work again, after each.
array set rest_of_life {create {load start} load start start {} shutdown {load start} destroy {create load start}}

# The moment of a trial: its name, the function, instructions behind that, and whether the victim has its
# CPU then. Nothing: while the cell works.
proc draw_moment {seed number surface} {
	# other numbers than the fault's, which is the same at any moment
	draw_from [expr {$seed ^ 0x6d6f6d656e74}] $number
	if {[draw_below 4] || ![info exists ::moments_of($surface)]} {
		return ""
	}
	set name [draw_of $::moments_of($surface)]
	set own [expr {$surface in {registers system-registers}}]
	set places [expr {$own ? $::own_places($name) : $::held_places($name)}]
	return [dict create name $name place [draw_of $places] steps [draw_below 60] own $own]
}

proc describe_moment {moment} {
	dict with moment {
		return "at $name, $steps instructions [expr {$own ? "of its own " : ""}]behind $place"
	}
}

# ---------------------------------------------------------------- the fault

# A fault as it is drawn for a cell that works, or nothing when that cannot be. Of machine checks the
# hypervisor would be the victim.
proc draw_managed {seed number surface} {
	draw_from $seed $number
	for {set n 1} {$n < 8} {incr n} {
		try {
			set fault [draw_$surface]
			if {![string match "machine check*" [dict get $fault what]]} {
				return $fault
			}
		} trap NONE {} {
			gdb::go
		}
	}
	return ""
}

# A bit of memory flips, whatever it is by now.
proc aim {fault} {
	lassign [dict get $fault apply] how address bit value
	if {$how ni {restore_bit set_code_bit set_table_bit}} {
		return $fault
	}
	set was [expr {"0x[peek $address 1]" >> $bit & 1}]
	dict set fault apply [list $how $address $bit [expr {!$was}]]
	dict set fault what [regsub {: [01] instead of [01]$} [dict get $fault what] \
				     ": [expr {!$was}] instead of $was"]
	return $fault
}

# ---------------------------------------------------------------- the moment

proc life_command {name} {
	switch $name {
		create {
			return "jailhouse cell create /cells/[machine]/$::flip_victim.cell"
		}
		load {
			return "jailhouse cell load $::flip_victim /inmates/victim.bin"
		}
	}
	return "jailhouse cell $name $::flip_victim"
}

# From a cell that works to where the command can be given.
proc prepare_life {name} {
	switch $name {
		create {
			cell destroy $::flip_victim
		}
		load {
			cell shutdown $::flip_victim
		}
		start {
			load_victim
		}
	}
}

# Type the command, and stop the machine where it has come to the place.
proc stop_at {moment} {
	set place [symbol [dict get $moment place]]
	gdb::stop
	linux_type "{ [life_command [dict get $moment name]]; echo \"\[status \$?\]\"; } > /tmp/moment 2>&1\r"
	set came [gdb::run_to [expr {$place - [hypervisor_base] + [hypervisor_address]}] 60000]
	if {$came < 0} {
		error "the command does not come to [dict get $moment place]"
	}
	return $came
}

# Apply the fault at its moment; returns it, with what it was.
proc strike {moment fault} {
	set cpu [stop_at $moment]
	gdb::standing {
		if {[dict get $moment own]} {
			set cpu $::flip_cpu
			stop_in_cell $cpu
		}
		for {set n 0} {$n < [dict get $moment steps]} {incr n} {
			gdb::step $cpu
		}
		set fault [aim $fault]
		eval [dict get $fault apply]
	}
	if {[dict get $fault surface] eq "memory"} {
		# where it is cleared anew
		dict set fault undo ""
	}
	return $fault
}

# ---------------------------------------------------------------- what became of it

# Why a command was refused, or nothing.
proc refusal_in {output} {
	return [expr {[string match "*\\\[status 0\\\]*" $output] ? "" : [cellyard::in_one_line $output]}]
}

# The end of the moment's command, and of what follows on it: why one was refused, or nothing.
proc live_on {name} {
	linux : -timeout $cellyard::management_timeout
	set refused [refusal_in [linux {cat /tmp/moment}]]
	foreach step $::rest_of_life($name) {
		if {$refused eq ""} {
			set refused [refusal_in [linux "{ [life_command $step]; echo \"\[status \$?\]\"; } 2>&1" \
							 -timeout $cellyard::management_timeout]]
		}
	}
	return $refused
}

# Class and evidence.
proc watch_life {name} {
	set refused [live_on $name]
	if {[set said [victim_said [hv_unread]]] ne ""} {
		return $said
	}
	return [expr {$refused ne "" ? [list refused $refused] : [watch_victim]}]
}

# All of the victim's life once more. Its memory is cleared by that.
proc live_again {} {
	if {[linux "cell_file $::flip_victim state" -status any] ne ""} {
		cell destroy $::flip_victim
	}
	cell create $::flip_victim
	load_victim
	start_victim
}

proc revive_managed {number class fault moment} {
	if {[dict get $fault undo] ne "" || [dict get $fault heal] ne ""} {
		revive_victim $number $class $fault
	}
	try {
		# behind `destroy` it has just lived all of it
		if {$class ne "masked" || [dict get $moment name] ne "destroy"} {
			live_again
		}
		while_still {
			place_own_canary $::flip_victim
		}
		unset -nocomplain ::stage2_entries
	} trap {CELLYARD FAIL} message {
		write_defect $number hypervisor-stopped [dict get $fault surface] [dict get $fault what] $message
	}
}

# The fault at its moment, or nothing when that cannot be.
proc apply_managed {seed number surface moment} {
	set ::flip_current [list $number $surface [describe_moment $moment]]
	set message "its CPU sleeps"
	if {[set fault [draw_managed $seed $number $surface]] ne ""} {
		set what "[dict get $fault what], [describe_moment $moment]"
		set ::flip_current [list $number $surface $what]
		prepare_life [dict get $moment name]
		from_now_on
		try {
			set fault [strike $moment $fault]
			dict append fault what ", [describe_moment $moment]"
			return $fault
		} trap NONE {message} {
		} finally {
			gdb::go
		}
		linux :
	}
	write_outcome $number untried $surface "no fault could be applied, [describe_moment $moment]" $message
	return ""
}

# As play_flip.
proc play_managed {seed number surface moment} {
	set fault [apply_managed $seed $number $surface $moment]
	if {$fault eq ""} {
		live_again
		unset -nocomplain ::stage2_entries
		return 1
	}
	try {
		lassign [judge_flip {*}[watch_life [dict get $moment name]]] class evidence lost
	} trap {CELLYARD FAIL} message {
		write_defect $number root-lost $surface [dict get $fault what] $message
	}
	write_outcome $number $class $surface [dict get $fault what] $evidence
	if {$lost} {
		expect_ticking tick-1
		manage_others $number $fault
		return 0
	}
	revive_managed $number $class $fault $moment
	check_others $number
	return 1
}
