# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The scenario itself is wrong.
# timeout: 180

no_such_verb
