# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Whatever a cell's program does with messages, management calls end: silence is named after
#   the time-out, refusals are refusals, a mismatch of the ABI and nonsense hang nobody.
# machines: svm arm64
# needs: cell:impatient cell:tick-1 cell:tick-2 cell:tick-3 inmate:answers inmate:fault
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

step "silence: named after a second, stopped, and the request goes on"
cell create impatient
cell load impatient /inmates/fault.bin -s fault=hang -a 0x1000
cell start impatient
expect_hv "About to: hang"
expect_state impatient "running"
cell shutdown impatient
expect_hv "Timeout expired while waiting for reply from target cell\nhint: cell \"impatient\""
check {[cell_state impatient] in {"failed" "shut down"}} "it does not run any more"
expect_ticking tick-1

step "silence while another cell is created: it is asked, too, and the creation goes on"
cell load impatient /inmates/fault.bin -s fault=hang -a 0x1000
cell start impatient
expect_hv "About to: hang"
linux "jailhouse cell create /cells/[machine]/tick-3.cell"
expect_hv "Timeout expired while waiting for reply from target cell"
expect_state impatient "failed"
expect_state tick-3 "shut down"
cell destroy tick-3

step "silence at destroy"
cell load impatient /inmates/fault.bin -s fault=hang -a 0x1000
cell start impatient
expect_hv "About to: hang"
linux {jailhouse cell destroy impatient}
expect_hv "Timeout expired while waiting for reply from target cell"
expect_cpus 3

step "a mismatch of the ABI (state 4) is an end, although its cell waits for ever"
cell create tick-2
run_answers tick-2 mismatch
expect_state tick-2 "Comm ABI mismatch"
cell create tick-3
cell destroy tick-3
cell shutdown tick-2
expect_state tick-2 "shut down"

step "UNKNOWN is a refusal of the shutdown, and no obstacle to other cells"
run_answers tick-2 unknown
cell shutdown tick-2 -refused
cell destroy tick-2 -refused
cell create tick-3
cell destroy tick-3
expect_ticking tick-2
step "it cannot be got rid of by disable either"
disable -refused
check {[linux {cat /sys/devices/jailhouse/enabled}] == 1} "the hypervisor is still there"
expect_ticking tick-2
