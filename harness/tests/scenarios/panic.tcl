# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux panics.
# timeout: 900

linux_type "echo c >/proc/sysrq-trigger\r"
expect_linux "never shown" -timeout 50
