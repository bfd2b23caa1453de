// SPDX-License-Identifier: GPL-2.0-only
#include "kvm.h"

#include <stdbool.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/command.h"
#include "../base/files.h"

#define PROBE_TIMEOUT_MS 5000

#ifdef __x86_64__

#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* Layout of the tiny guest's memory */
#define CODE	       0x1000
#define OPERAND	       0x1800 /* of VMXON: address of CONTROL */
#define CONTROL	       0x2000 /* VMCB or VMXON region */
#define NESTED	       0x3000 /* what the guest's guest executes */
#define HOST_SAVE      0x4000
#define PAGE_DIRECTORY 0x5000
#define RAM_SIZE       0x8000

#define ANSWER_PORT 0x10

#define MSR_FEATURE_CONTROL 0x3a
#define MSR_VMX_BASIC	    0x480
#define MSR_VM_HSAVE_PA	    0xc0010117

#define EFER_SVME 0x1000
#define CR0_PE	  0x1
#define CR0_ET	  0x10
#define CR0_NE	  0x20
#define CR0_PG	  0x80000000
#define CR4_PSE	  0x10
#define CR4_VMXE  0x2000

#define VMCB_INTERCEPT_HLT (1u << 24)
#define VMEXIT_HLT	   0x78

struct tiny_guest {
	int kvm, vm, vcpu;
	uint8_t *ram;
	struct kvm_run *run;
};

static void put(const struct tiny_guest *g, uint32_t address, uint64_t value, size_t len)
{
	memcpy(g->ram + address, &value, len);
}

static int open_guest(struct tiny_guest *g, struct problem *why)
{
	struct kvm_userspace_memory_region ram = { .memory_size = RAM_SIZE };
	int size;

	g->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (g->kvm < 0) {
		return problem_set(why, "/dev/kvm cannot be opened: %s", strerror(errno));
	}
	g->vm = ioctl(g->kvm, KVM_CREATE_VM, 0);
	if (g->vm < 0) {
		return problem_set(why, "KVM creates no guest: %s", strerror(errno));
	}
	g->ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ram.userspace_addr = (uintptr_t)g->ram;
	g->vcpu = ioctl(g->vm, KVM_CREATE_VCPU, 0);
	size = ioctl(g->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (g->ram == MAP_FAILED || ioctl(g->vm, KVM_SET_USER_MEMORY_REGION, &ram) != 0 ||
	    g->vcpu < 0 || size < (int)sizeof(*g->run)) {
		return problem_set(why, "KVM builds no guest: %s", strerror(errno));
	}
	g->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, g->vcpu, 0);
	return g->run == MAP_FAILED ? problem_set(why, "KVM builds no guest: %s", strerror(errno))
				    : 0;
}

/* The guest gets every CPU feature that KVM can give; the extension must be among them. */
static int give_features(struct tiny_guest *g, uint32_t leaf, uint32_t ecx_bit, const char *name,
			 struct problem *why)
{
	enum { ROOM = 256 };
	struct kvm_cpuid2 *cpuid = calloc(1, sizeof(*cpuid) + ROOM * sizeof(*cpuid->entries));
	bool found = false;
	int ret = 0;

	cpuid->nent = ROOM;
	if (ioctl(g->kvm, KVM_GET_SUPPORTED_CPUID, cpuid) != 0 ||
	    ioctl(g->vcpu, KVM_SET_CPUID2, cpuid) != 0) {
		ret = problem_set(why, "KVM gives its guest no CPU features: %s", strerror(errno));
	}
	for (uint32_t i = 0; ret == 0 && i < cpuid->nent; i++) {
		found = found ||
			(cpuid->entries[i].function == leaf && (cpuid->entries[i].ecx & ecx_bit));
	}
	if (ret == 0 && !found) {
		ret = problem_set(why, "KVM has no %s for its guests", name);
	}
	free(cpuid);
	return ret;
}

/* 32-bit protected mode with flat segments, at CODE */
static int set_registers(struct tiny_guest *g, uint64_t cr0, uint64_t cr4, uint64_t efer,
			 struct problem *why)
{
	struct kvm_segment flat = {
		.limit = 0xffffffff, .type = 3, .present = 1, .db = 1, .s = 1, .g = 1
	};
	struct kvm_regs regs = { .rip = CODE, .rflags = 2, .rax = CONTROL };
	struct kvm_sregs sregs;

	if (ioctl(g->vcpu, KVM_GET_SREGS, &sregs) != 0) {
		return problem_set(why, "KVM hides the CPU's state: %s", strerror(errno));
	}
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = sregs.cs = flat;
	sregs.cs.type = 11;
	sregs.cr0 = cr0;
	sregs.cr3 = PAGE_DIRECTORY;
	sregs.cr4 = cr4;
	sregs.efer = efer;
	if (ioctl(g->vcpu, KVM_SET_SREGS, &sregs) != 0 ||
	    ioctl(g->vcpu, KVM_SET_REGS, &regs) != 0) {
		return problem_set(why, "KVM refuses to switch the extension on: %s",
				   strerror(errno));
	}
	return 0;
}

static int access_msr(struct tiny_guest *g, unsigned long request, uint32_t index, uint64_t *value,
		      struct problem *why)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msr = { .head = { .nmsrs = 1 }, .entry = { .index = index, .data = *value } };

	if (ioctl(g->vcpu, request, &msr) != 1) {
		return problem_set(why, "KVM has no MSR 0x%x for its guests", index);
	}
	*value = msr.entry.data;
	return 0;
}

/* Run until the guest speaks on its port; returns what it said, or -1. */
static int run_guest(struct tiny_guest *g, struct problem *why)
{
	do {
		if (ioctl(g->vcpu, KVM_RUN, 0) != 0 && errno != EINTR) {
			return problem_set(why, "KVM does not run the guest: %s", strerror(errno));
		}
	} while (g->run->exit_reason == KVM_EXIT_INTR);
	if (g->run->exit_reason != KVM_EXIT_IO || g->run->io.port != ANSWER_PORT) {
		return problem_set(why, "the guest ended with exit reason %u", g->run->exit_reason);
	}
	return *((uint8_t *)g->run + g->run->io.data_offset);
}

/* A guest's guest in real mode that executes HLT, which is intercepted. */
static void fill_vmcb(const struct tiny_guest *g)
{
	const uint32_t save = CONTROL + 0x400;

	put(g, CONTROL + 0x0c, VMCB_INTERCEPT_HLT, 4);
	put(g, CONTROL + 0x10, 1, 4); /* VMRUN: must be intercepted */
	put(g, CONTROL + 0x58, 1, 4); /* address space identifier */
	for (int segment = 0; segment < 4; segment++) {
		put(g, save + 0x10 * segment + 2, segment == 1 ? 0x9b : 0x93, 2);
		put(g, save + 0x10 * segment + 4, 0xffff, 4);
	}
	put(g, save + 0xd0, EFER_SVME, 8);
	put(g, save + 0x158, CR0_ET, 8);
	put(g, save + 0x160, 0x400, 8);	     /* DR7 */
	put(g, save + 0x168, 0xffff0ff0, 8); /* DR6 */
	put(g, save + 0x170, 2, 8);	     /* RFLAGS */
	put(g, save + 0x178, NESTED, 8);     /* RIP */
	put(g, save + 0x268, 0x0007040600070406, 8);
	g->ram[NESTED] = 0xf4; /* hlt */
}

static int try_svm(struct tiny_guest *g, struct problem *why)
{
	static const uint8_t code[] = { 0x0f, 0x01, 0xd8,    /* vmrun */
					0xe6, ANSWER_PORT }; /* out %al */
	uint64_t host_save = HOST_SAVE;
	uint64_t exit_code;

	memcpy(g->ram + CODE, code, sizeof(code));
	fill_vmcb(g);
	if (give_features(g, 0x80000001, 1 << 2, "SVM", why) != 0 ||
	    set_registers(g, CR0_PE | CR0_ET, 0, EFER_SVME, why) != 0 ||
	    access_msr(g, KVM_SET_MSRS, MSR_VM_HSAVE_PA, &host_save, why) != 0 ||
	    run_guest(g, why) < 0) {
		return -1;
	}
	memcpy(&exit_code, g->ram + CONTROL + 0x70, sizeof(exit_code));
	return exit_code == VMEXIT_HLT
		       ? 0
		       : problem_set(why, "VMRUN ended with exit code 0x%llx, expected 0x%x",
				     (unsigned long long)exit_code, VMEXIT_HLT);
}

static int try_vmx(struct tiny_guest *g, struct problem *why)
{
	static const uint8_t code[] = { 0xf3, 0x0f,	  0xc7, 0x35,
					0x00, 0x18,	  0x00, 0x00, /* vmxon */
					0x0f, 0x96,	  0xc0,	      /* setna %al */
					0xe6, ANSWER_PORT };	      /* out %al */
	uint64_t feature_control = 5;				      /* locked, VMXON allowed */
	uint64_t basic = 0;

	memcpy(g->ram + CODE, code, sizeof(code));
	put(g, OPERAND, CONTROL, 8);
	put(g, PAGE_DIRECTORY, 0x83, 4); /* one large page, present and writable */
	if (give_features(g, 1, 1 << 5, "VMX", why) != 0 ||
	    access_msr(g, KVM_SET_MSRS, MSR_FEATURE_CONTROL, &feature_control, why) != 0 ||
	    access_msr(g, KVM_GET_MSRS, MSR_VMX_BASIC, &basic, why) != 0 ||
	    set_registers(g, CR0_PE | CR0_ET | CR0_NE | CR0_PG, CR4_PSE | CR4_VMXE, 0, why) != 0) {
		return -1;
	}
	put(g, CONTROL, basic & 0x7fffffff, 4);
	switch (run_guest(g, why)) {
	case 0:
		return 0;
	case 1:
		return problem_set(why, "VMXON fails");
	default:
		return -1;
	}
}

/* In a process of its own: the kernel takes everything away with it. */
static int try(void *context, struct problem *why)
{
	const char *extension = context;
	struct tiny_guest g = { 0 };

	if (open_guest(&g, why) != 0) {
		return -1;
	}
	return strcmp(extension, "svm") == 0 ? try_svm(&g, why) : try_vmx(&g, why);
}

#else

static int try(void *context, struct problem *why)
{
	const char *extension = context;

	return problem_set(why, "this computer's CPUs have no %s", extension);
}

#endif

int kvm_serves(const char *extension, struct problem *why)
{
	return child_try(try, (void *)extension, PROBE_TIMEOUT_MS, "a guest of one instruction",
			 why);
}

/* "BOOT-ID ACCESS SENTENCE", no sentence for yes */
static bool find_answer(const char *cache, const char *key, int *answer, struct problem *why)
{
	struct text content = { 0 };
	bool found = false;

	if (file_exists(cache) && file_read(cache, &content, NULL) == 0 &&
	    starts_with(text_str(&content), key)) {
		const char *sentence = text_str(&content) + strlen(key);

		found = true;
		*answer = *sentence ? problem_set(why, "%s", sentence) : 0;
	}
	text_free(&content);
	return found;
}

int kvm_serves_cached(const char *extension, const char *cache, struct problem *why)
{
	char *file = format("%s-%s", cache, extension);
	struct text boot = { 0 };
	char *key, *content;
	int ret;

	/* the answer depends on kernel, its options and CPU: the same until the next start */
	file_read("/proc/sys/kernel/random/boot_id", &boot, NULL);
	key = format("%s%s ", text_str(&boot), access("/dev/kvm", R_OK | W_OK) == 0 ? "rw" : "no");
	if (!find_answer(file, key, &ret, why)) {
		ret = kvm_serves(extension, why);
		content = format("%s%s", key, ret == 0 ? "" : why->text);
		file_write(file, content, NULL);
		free(content);
	}
	text_free(&boot);
	free(key);
	free(file);
	return ret;
}
