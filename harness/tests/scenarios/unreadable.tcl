# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The scenario itself is wrong, which can be seen without playing it.
# timeout: 900

linux {echo "a brace is missing"
check {[linux {nproc}] == [cpus]} "what comes behind is no command any more"
