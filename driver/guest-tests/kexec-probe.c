// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts another "kernel" with kexec. That one says on Linux' serial port what
 * it finds below itself, and halts. For scenarios only.
 */

#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE_BYTES 4096

#if defined(__x86_64__)

/* ordinary RAM that neither the firmware nor the hypervisor uses */
#define LOAD_ADDRESS 0x1000000

/* Enters in 64-bit mode, identity mapped, interrupts off, without a stack. */
asm("	.pushsection .rodata\n"
    "	.globl	kernel_start, kernel_end\n"
    "kernel_start:\n"
    "	movl	$0x40000000, %eax\n" /* whose hypervisor? "Jail" is in EBX */
    "	cpuid\n"
    "	leaq	bare_text(%rip), %rsi\n"
    "	cmpl	$0x6c69614a, %ebx\n"
    "	jne	next_character\n"
    "	leaq	cell_text(%rip), %rsi\n"
    "next_character:\n"
    "	movb	(%rsi), %bl\n"
    "	testb	%bl, %bl\n"
    "	jz	stop\n"
    "wait_for_room:\n"
    "	movl	$0x2fd, %edx\n"
    "	inb	%dx, %al\n"
    "	testb	$0x20, %al\n"
    "	jz	wait_for_room\n"
    "	movl	$0x2f8, %edx\n"
    "	movb	%bl, %al\n"
    "	outb	%al, %dx\n"
    "	incq	%rsi\n"
    "	jmp	next_character\n"
    "stop:\n"
    "	hlt\n"
    "	jmp	stop\n");

#elif defined(__aarch64__)

#define LOAD_ADDRESS 0x60000000

/*
 * Enters with the MMU and interrupts off, at EL2 if Linux could give that back:
 * then nobody is below.
 */
asm("	.pushsection .rodata\n"
    "	.balign	4\n"
    "	.globl	kernel_start, kernel_end\n"
    "kernel_start:\n"
    "	adr	x1, bare_text\n"
    "	mrs	x0, CurrentEL\n"
    "	cmp	x0, #2 << 2\n"
    "	b.eq	print\n"
    "	adr	x1, cell_text\n"
    "print:\n"
    "	mov	x2, #0x09000000\n" /* a PL011 */
    "next_character:\n"
    "	ldrb	w0, [x1], #1\n"
    "	cbz	w0, stop\n"
    "wait_for_room:\n"
    "	ldr	w3, [x2, #0x18]\n"
    "	tbnz	w3, #5, wait_for_room\n"
    "	str	w0, [x2]\n"
    "	b	next_character\n"
    "stop:\n"
    "	wfi\n"
    "	b	stop\n");

#endif

asm("bare_text:\n"
    "	.asciz	\"\\r\\nkexec-probe: no Jailhouse below\\r\\n\"\n"
    "cell_text:\n"
    "	.asciz	\"\\r\\nkexec-probe: Jailhouse below\\r\\n\"\n"
    "kernel_end:\n"
    "	.popsection\n");

extern const char kernel_start[], kernel_end[];

int main(void)
{
	struct kexec_segment segment = {
		.buf = kernel_start,
		.bufsz = kernel_end - kernel_start,
		.mem = (void *)LOAD_ADDRESS,
		.memsz = PAGE_BYTES,
	};

	if (syscall(SYS_kexec_load, LOAD_ADDRESS, 1UL, &segment, KEXEC_ARCH_DEFAULT) < 0) {
		perror("kexec_load");
		return 1;
	}
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC, NULL);
	perror("reboot");
	return 1;
}
