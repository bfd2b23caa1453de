# SPDX-License-Identifier: GPL-2.0-only
#
# Scenarios are not built; what they are written in is tested.

UNIT_TESTS += scenarios/tests/library scenarios/tests/readme scenarios/tests/mistakes \
	scenarios/tests/hostile scenarios/tests/injected scenarios/tests/silence scenarios/tests/surfaces
# with the build folder in B
scenarios/tests/hostile: | $$(CELL_FILES)
