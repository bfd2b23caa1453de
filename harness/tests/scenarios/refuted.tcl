# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A command ends otherwise than claimed.
# timeout: 900
linux {echo one >/dev/ttyS0}; expect_hv "one"
linux {echo before; false}
