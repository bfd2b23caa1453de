# SPDX-License-Identifier: GPL-2.0-only
#
# expect -f play.tcl SCENARIO: started by the harness for each trial. Connects to the machine,
# waits for root Linux, plays the scenario, and tells the verdict.

lappend auto_path [file dirname [file normalize [info script]]]
package require cellyard
namespace import cellyard::verbs::*

cellyard::connect
set outcome [catch {
	if {$env(YARD_START) eq "linux"} {
		boot
	}
	uplevel #0 [list source [lindex $argv 0]]
} message options]

if {$outcome == 0 || $outcome == 2} {
	cellyard::verdict PASS ""
} else {
	cellyard::explain $message $options
}
