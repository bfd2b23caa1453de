# SPDX-License-Identifier: GPL-2.0-only
#
# claim: A timer that is due again while a cell handles its last interrupt comes again when that ends,
#   though nothing else happens.
# machines: arm64 gicv2
# needs: cell:gic-demo inmate:timer-again
# tags: interrupts
# timeout: 240

# QEMU has a GICv2 be late with it, see `nudge:` in machine.conf
enable
cell create gic-demo
cell load gic-demo /inmates/timer-again.bin -s "rounds=30" -a 0x1000
cell start gic-demo
expect_hv "The timer was due again 30 times, and came each time"
expect_moving [heartbeat_of gic-demo]
cell destroy gic-demo
disable
