# SPDX-License-Identifier: GPL-2.0-only
#
# claim: Root Linux resets the machine.
# timeout: 900

linux_type "reboot -f\r"
expect_linux "never shown" -timeout 50
