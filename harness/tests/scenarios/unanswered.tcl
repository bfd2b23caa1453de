# SPDX-License-Identifier: GPL-2.0-only
#
# claim: An expectation that is not met names what was awaited.
# timeout: 900

expect_hv "no such line" -timeout 3
