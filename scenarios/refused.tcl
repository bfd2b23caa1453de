# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Every configuration in machines/MACHINE/refused is refused with the sentence of its table,
#   and afterwards nothing has changed: cells, pages, CPUs, memory.
# machines: svm
# needs: cell:apic-demo cell:tick-3 inmate:fault
# tags: refused
# timeout: 300

source [file join [file dirname [info script]] lib more.tcl]

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
set pages [pool_used]
set list [linux {jailhouse cell list}]
set maps [linux {md5sum < /proc/iomem}]
set folder /cells/[machine]/refused

set rows {}
foreach line [split [linux "cat $folder/expected.tsv"] \n] {
	if {![string match "#*" $line]} {
		lappend rows [split $line \t]
	}
}
check {[llength $rows] >= 12} "the table has at least twelve rows"
check {[linux "ls $folder/*.cell | wc -l"] == [llength $rows]} "each file has a row"

foreach row $rows {
	lassign $row file error sentence
	step "refused: $file"
	set said [linux "TERM=dumb jailhouse cell create $folder/$file" -status 1]
	if {[string first $sentence $said] < 0} {
		fail "$file: refused with `$said`, expected `$sentence`"
	}
	if {[string first $text_of($error) $said] < 0} {
		fail "$file: `$said` does not say $error ($text_of($error))"
	}
	check {[linux {jailhouse cell list}] eq $list} "$file left the cells as they were"
	check {[pool_used] == $pages} "$file cost no page"
	expect_cpus 3
}
check {[linux {cat /sys/devices/system/cpu/offline}] eq "3"} "no CPU was left offline"
check {[linux {md5sum < /proc/iomem}] eq $maps} "no memory changed hands"
expect_moving [heartbeat_of tick-3]

step "a good one is still taken"
cell destroy tick-3
cell create apic-demo
cell destroy apic-demo
disable
expect_cpus 4
