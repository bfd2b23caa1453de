# SPDX-License-Identifier: GPL-2.0-only
#
# claim: The scenario itself is wrong, which shows only when it is played.
# timeout: 900

set verb no_such_verb
$verb
