/* SPDX-License-Identifier: GPL-2.0-only */
/* What executes a machine's instructions: KVM where it really serves, else QEMU's TCG. */
#ifndef YARD_ACCELERATOR_H
#define YARD_ACCELERATOR_H

#include "../machine/machine.h"
#include "reaper.h"

/**
 * accelerator_choose - decide for one machine.
 * @user: who will run it and so has to be let in to /dev/kvm.
 * @reason: why it is not KVM; empty if it is.
 *
 * KVM is taken if the machine names the extension that it needs (`kvm: svm`), a tiny guest has
 * proven that KVM gives that one, and YARD_ACCELERATOR is not `tcg`. Returns true for KVM.
 */
bool accelerator_choose(const struct machine *m, const struct run_user *user,
			const struct places *places, struct problem *reason);

#endif
