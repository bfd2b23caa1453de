# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Approval alone stops a cell, nonsense in the communication region does not hurt anybody
#   else, and a passive cell is never asked.
# machines: svm arm64
# needs: cell:tick-2 cell:passive cell:tick-1 cell:tick-3 inmate:answers inmate:fault
# tags: messages
# timeout: 600

proc run_answers {name behave} {
	cell load $name /inmates/answers.bin -s behave=$behave -a 0x1000
	from_now_on
	cell start $name
	expect_hv "Behaviour: $behave"
	expect_ticking $name
}

enable
start_quiet tick-1
set pages [pool_used]
cell create tick-2

step "approval without a change of state: the cell is stopped all the same"
run_answers tick-2 approve
cell shutdown tick-2
expect_state tick-2 "shut down"
expect_still [heartbeat_of tick-2] [heartbeat_of tick-1]

cell destroy tick-2

step "a passive cell is stopped without being asked, whatever it does"
cell create passive
run_answers passive deny
cell create tick-3
cell destroy tick-3
cell shutdown passive
expect_state passive "shut down"
expect_still [heartbeat_of passive] [heartbeat_of tick-1]
run_answers passive flood
cell destroy passive
check {[pool_used] == $pages} "no page was lost"

step "a state that does not exist shows as invalid, and its cell denies: that is its right"
cell create tick-2
run_answers tick-2 garbage
await_state tick-2 "invalid"
check {[linux {jailhouse cell list | grep -c invalid}] == 1} "cell list says so"
cell shutdown tick-2 -refused
cell destroy tick-2 -refused
expect_ticking tick-2

step "a flood of nonsense in the communication region does not hurt the others"
cell create tick-3
cell load tick-3 /inmates/answers.bin -s behave=flood -a 0x1000
from_now_on
cell start tick-3
expect_hv "Behaviour: flood"
expect_ticking tick-3
await_state tick-3 "invalid"
cell shutdown tick-3 -refused
expect_ticking tick-1
expect_state tick-1 "running"
check {[linux {uname -s}] eq "Linux"} "Linux answers"
