# SPDX-License-Identifier: GPL-2.0-only
#
# The checker is compiled by whoever uses it: hypervisor, tool, host tests.
# Include path: -Ihypervisor -Ihypervisor/include.

CONFIG_SOURCES := $(addprefix hypervisor/config/,check.c cpus.c irqchips.c memory.c msix.c parse.c pci.c \
	platform.c ports.c report.c shmem.c windows.c)
# Reason records as text: tool, driver and host tests.
SENTENCE_SOURCES := hypervisor/config/sentence.c
# What is legal but rarely meant: tool and host tests, never the hypervisor.
SUSPICION_SOURCES := hypervisor/config/suspicious.c
