# SPDX-License-Identifier: GPL-2.0-only
#
# expect -f play.tcl SCENARIO: started by the harness for each trial. Connects to the machine,
# waits for root Linux, plays the scenario, and tells the verdict.

# not `package require`: it asks access(), which does not know of the right to look into a checkout
# below a closed folder (see become() in harness/cli/isolation.c)
set lib [file dirname [info script]]
foreach part {console harness names cellyard more arch} {
	source [file join $lib $part.tcl]
}
if {$env(YARD_INSIDE) ne ""} {
	source [file join $lib inside.tcl]
}
namespace import cellyard::verbs::*
set cellyard::script [file normalize [lindex $argv 0]]

cellyard::connect
set cellyard::needs [cellyard::needs_of [cellyard::text_of [lindex $argv 0]] $cellyard::machine]
set outcome [catch {
	cellyard::reach $env(YARD_START)
	set cellyard::looks 0
	uplevel #0 [list source [lindex $argv 0]]
} message options]

cellyard::conclude $outcome $message $options
