/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether KVM really serves guests that are hypervisors themselves. /dev/kvm alone proves
 * nothing, and neither does a CPU flag: a tiny guest is run that executes VMRUN or VMXON.
 */
#ifndef YARD_KVM_H
#define YARD_KVM_H

#include "../base/problem.h"

/**
 * kvm_serves - run the tiny guest, five seconds at most.
 * @extension: "svm" or "vmx".
 *
 * Returns 0 if it did what it should, else -1 with the reason.
 */
int kvm_serves(const char *extension, struct problem *why);

/**
 * kvm_serves_cached - the same, asked once per start of this computer.
 * @cache: file that keeps the answers; need not exist, and need not be writable.
 */
int kvm_serves_cached(const char *extension, const char *cache, struct problem *why);

#endif
