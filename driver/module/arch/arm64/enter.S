/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way to EL2 of a stock kernel: the calls that Linux's own EL2 code
 * answers for kexec and KVM.
 */
#include <linux/linkage.h>
#include <asm/assembler.h>
#include <asm/virt.h>

#define FRAME_SIZE  48
#define FRAME_ENTRY 16
#define FRAME_BASE  32

	.text

/*
 * long jailhouse_enter_el2(u64 entry, u64 cpu, u64 base)
 *
 * The hypervisor starts with its MMU off and comes back behind the call, at
 * EL1, with x18 and above and SP as they are here.
 */
SYM_FUNC_START(jailhouse_enter_el2)
	stp	x29, x30, [sp, #-FRAME_SIZE]!
	mov	x29, sp
	stp	x0, x1, [sp, #FRAME_ENTRY]
	str	x2, [sp, #FRAME_BASE]

	/* Where KVM runs, it knows no restart: it has to leave EL2 to the stub first. */
	mov	x0, #HVC_RESET_VECTORS
	hvc	#0
	cbnz	x0, .Ldenied

	/* to x1 with x0 = x2, x1 = x3, x2 = x4 */
	ldp	x1, x2, [sp, #FRAME_ENTRY]
	ldr	x3, [sp, #FRAME_BASE]
	mov	x4, xzr
	mov	x0, #HVC_SOFT_RESTART
	hvc	#0

.Lreturn:
	ldp	x29, x30, [sp], #FRAME_SIZE
	ret

.Ldenied:
	mov	w0, #HVC_STUB_ERR & 0xffff
	movk	w0, #HVC_STUB_ERR >> 16, lsl #16
	b	.Lreturn
SYM_FUNC_END(jailhouse_enter_el2)
