// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts another "kernel" with kexec. That one says on the second serial port
 * what it finds below itself, and halts. For scenarios only.
 */

#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ordinary RAM that neither the firmware nor the hypervisor uses */
#define LOAD_ADDRESS 0x1000000
#define PAGE_BYTES   4096

/* Enters in 64-bit mode, identity mapped, interrupts off, without a stack. */
asm("	.pushsection .rodata\n"
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
    "	jmp	stop\n"
    "bare_text:\n"
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
