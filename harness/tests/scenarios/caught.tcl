# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A failure is one although the scenario catches it.
# timeout: 900

catch {check {[linux {echo one}] eq "two"} "one is two"}
linux {true}
