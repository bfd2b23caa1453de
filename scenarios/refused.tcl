# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Every configuration in machines/MACHINE/refused and refused-live is refused with the
#   sentence of its table, and afterwards nothing has changed: cells, pages, CPUs, memory.
# machines: svm arm64
# needs: cell:tick-3 inmate:fault cell:[demo]
# tags: refused
# timeout: 1200

array set text_of {
	EINVAL "Invalid argument"
	EEXIST "File exists"
	EBUSY "Device or resource busy"
	EPERM "Operation not permitted"
	ENOMEM "Cannot allocate memory"
	E2BIG "Argument list too long"
	ERANGE "Numerical result out of range"
}

enable
start_quiet tick-3
set rows {}
foreach line [split [linux "cd /cells/[machine] && grep -v ^# refused*/expected.tsv; cd /"] \n] {
	regexp {^(.*)/expected.tsv:(.*)$} $line - folder row
	lappend rows "/cells/[machine]/$folder/$row"
}
check {[llength $rows] >= [expr {[on_arm] ? 27 : 40}]} "the table is complete"
check {[linux "ls /cells/[machine]/refused*/*.cell | wc -l"] == [llength $rows]} "each file has a row"

# Everything that a refusal must leave alone: cells, pages, CPUs, memory.
linux {books() { cd /sys/devices; cat jailhouse/cells/*/name jailhouse/cells/*/state jailhouse/cells/*/cpus_assigned_list jailhouse/cells/*/cpus_failed_list jailhouse/mem_pool_used system/cpu/offline /proc/iomem; cd /; }}
set before [linux {before=$(books); echo "$before"}]
foreach known [list [machine] tick-3 running "System RAM"] {
	check {[string first $known $before] >= 0} "the books tell of $known"
}

set failures {}
foreach row $rows {
	lassign [split $row \t] file error sentence
	step "refused: $file"
	set said [linux "TERM=dumb jailhouse cell create $file; echo status \$?; after=\$(books); \[ \"\$after\" = \"\$before\" ] || echo \"\$after\""]
	foreach text [list $sentence $text_of($error)] {
		if {[string first $text $said] < 0} {
			lappend failures "$file: `$said` does not say `[string trim $text]`"
		}
	}
	if {![string match "*\nstatus 1" $said]} {
		lappend failures "$file: not refused, or something has changed: `$said`"
	}
}
if {$failures ne ""} {
	fail [join $failures \n]
}
expect_ticking tick-3

step "a good one is still taken"
cell destroy tick-3
cell create [demo]
cell destroy [demo]
disable
expect_cpus 4
