# SPDX-License-Identifier: GPL-2.0-only
#
# claim: `jailhouse hypervisor check` finds a single byte that changed in the hypervisor's code or in
#   its read-only data, and nothing else makes it complain.
# machines: svm arm64
# needs: cell:tick-1 inmate:fault
# tags: tool memory
# timeout: 240

set hypervisor [hypervisor_base]

proc expect_intact {} {
	check {[string match "*are what was started*" [hypervisor check]]} "intact"
}

# Change the lowest bit of a byte, look, change it back, look.
proc expect_damage_found {address what} {
	step "a bit of $what, at [format 0x%x $address]"
	set byte [peek $address 1]
	poke $address [format %02x [expr {"0x$byte" ^ 1}]]
	set said [linux {TERM=dumb jailhouse hypervisor check} -status 1]
	check {[string match "*differ from what was started*reset the machine*" $said]} "found: $said"
	poke $address $byte
	expect_intact
}

load_driver
step "there is nothing to check before enable"
set said [linux {TERM=dumb jailhouse hypervisor check} -status 1]
check {[string match "*JAILHOUSE_CHECK_INTEGRITY: Invalid argument*is not enabled*" $said]} "says: $said"

enable
expect_intact
# text_start and text_end of struct jailhouse_header
set code [expr {$hypervisor + [peek64 [expr {$hypervisor + 80}]]}]
set code_end [expr {$hypervisor + [peek64 [expr {$hypervisor + 88}]]}]
check {$code > $hypervisor && $code < $code_end} "the image says where its code is"
# read-only data follow; this message is not printed again
set digits [string first [binary encode hex "Activating hypervisor"] [peek $code_end 65536]]
check {$digits >= 0} "the text of a message is there"
expect_damage_found $code "the first instruction"
expect_damage_found [expr {$code_end - 1}] "the end of the code"
expect_damage_found [expr {$code_end + $digits / 2}] "a message"

step "work does not count as damage"
start_quiet tick-1
expect_intact
cell destroy tick-1
expect_intact
disable
