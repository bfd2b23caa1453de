# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A command ends otherwise than claimed.
# timeout: 60

linux {echo before; false}
