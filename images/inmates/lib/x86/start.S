/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Every CPU of the cell arrives here, in real mode at 0:0, both when the cell
 * starts and after INIT and SIPI. Until the primary is elected nobody may use a
 * stack or anything that lies in bss.
 */

#include <asm/regs.h>
#include <inmate.h>

/* must agree with INMATE_HEARTBEAT_OFFSET, checked by the linker script */
	.globl	inmate_heartbeat
	.set	inmate_heartbeat, 0xff8

/* offsets in struct jailhouse_comm_region, and a state, checked in setup.c */
#define COMM_CELL_STATE	8
#define COMM_NUM_CPUS	66

#define CELL_FAILED	3

#define CR0_PROTECTED	(X86_CR0_PE | X86_CR0_MP | X86_CR0_ET | X86_CR0_NE)

/* present, writable; large page */
#define PT_TABLE	0x03
#define PT_LARGE_PAGE	0x83

	.section .boot, "awx"
	.code16
	.globl	__reset_entry
__reset_entry:
	cli
	cld
	lgdtl	%cs:gdt_pointer
	movl	$CR0_PROTECTED, %eax
	movl	%eax, %cr0
	ljmpl	$INMATE_CS32, $protected_mode

	.code32
protected_mode:
	movl	$INMATE_DS32, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs

	/* memory types count from here on */
	movl	$MSR_MTRR_DEF_TYPE, %ecx
	rdmsr
	orl	$MTRR_ENABLE, %eax
	wrmsr

	movl	$1, %eax
	cpuid
	shrl	$24, %ebx

#ifdef __x86_64__
	/* started by smp_start_cpu? Looked up once: the variable may change. */
	movl	$1, %ebp
	cmpl	%ebx, ap_id
	je	enter_paging
#endif

	movl	$1, %eax
	lock xaddl %eax, ticket
	cmpl	$SMP_MAX_CPUS, %eax
	jae	sleep
	movb	%bl, smp_cpu_ids(%eax)
	lock incl smp_num_cpus
	testl	%eax, %eax
	jz	primary

	/* more CPUs than the cell has: it was started again with a used-up image */
	movzwl	COMM_REGION_BASE + COMM_NUM_CPUS, %ecx
	cmpl	%ecx, %eax
	jb	sleep
	movl	$CELL_FAILED, COMM_REGION_BASE + COMM_CELL_STATE

sleep:
	cli
1:	hlt
	jmp	1b

primary:
	movl	$__bss_start, %edi
	movl	$__bss_end, %ecx
	subl	%edi, %ecx
	xorl	%eax, %eax
	rep stosb

#ifdef __x86_64__
	movl	$page_directory_pointers + PT_TABLE, page_map_level4
	movl	$page_directory + PT_TABLE, page_directory_pointers
	movl	$PT_LARGE_PAGE, page_directory
	xorl	%ebp, %ebp

enter_paging:
	movl	$X86_CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$page_map_level4, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	$(CR0_PROTECTED | X86_CR0_PG), %eax
	movl	%eax, %cr0
	ljmpl	$INMATE_CS64, $long_mode

	.code64
long_mode:
	testl	%ebp, %ebp
	jnz	secondary

	movl	$stack_top, %esp
	call	arch_init_features
	call	c_entry

secondary:
	xorl	%ebp, %ebp
	movq	ap_stack, %rsp
	call	arch_init_features
	/* from now on the next CPU may be started */
	movq	ap_entry, %rbx
	movl	$-1, ap_id
	call	*%rbx
	call	stop
#else
	movl	$PT_LARGE_PAGE, page_directory
	movl	$X86_CR4_PSE, %eax
	movl	%eax, %cr4
	movl	$page_directory, %eax
	movl	%eax, %cr3
	movl	$(CR0_PROTECTED | X86_CR0_PG), %eax
	movl	%eax, %cr0
	jmp	1f
1:
	xorl	%ebp, %ebp
	movl	$stack_top, %esp
	call	arch_init_features
	call	c_entry
#endif

	.balign	8
gdt:
	.quad	0
	.quad	0x00cf9b000000ffff	/* INMATE_CS32 */
	.quad	0x00af9b000000ffff	/* INMATE_CS64 */
	.quad	0x00cf93000000ffff	/* INMATE_DS32 */
gdt_pointer:
	.word	gdt_pointer - gdt - 1
	.long	gdt

	.balign	4
ticket:
	.long	0
	.globl	smp_num_cpus
smp_num_cpus:
	.long	0
	.globl	smp_cpu_ids
smp_cpu_ids:
	.fill	SMP_MAX_CPUS, 1, 0

#ifdef __x86_64__
/* hand-over to the CPU that smp_start_cpu starts */
	.balign	8
	.globl	ap_entry, ap_stack, ap_id
ap_entry:
	.quad	0
ap_stack:
	.quad	0
ap_id:
	.long	-1
#endif

	.bss
	.balign	4096
#ifdef __x86_64__
page_map_level4:
	.skip	4096
page_directory_pointers:
	.skip	4096
#endif
	.globl	page_directory
page_directory:
	.skip	4096

	.section .note.GNU-stack, "", @progbits
