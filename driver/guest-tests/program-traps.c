// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program of root Linux that tries what only systems may do, for scenarios only: it reads every
 * system register that an instruction can name, and makes calls. Each of these it may do, or gets a
 * signal; it says how many, and a checksum of which.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define MRS_X0 0xd5380000U /* with op1, CRn, CRm and op2 of a register from bit 5 on */
#define NAMES  0x4000
#define RET    0xd65f03c0U

static const uint32_t calls[] = {
	0xd4000002, /* hvc #0 */
	0xd4094902, /* hvc #0x4a48 */
	0xd4000003, /* smc #0 */
	0xd69f03e0, /* eret */
	0xd508871f, /* tlbi vmalle1 */
	0xd5087800, /* at s1e1r, x0 */
	0xd50b73ff, /* sys #3, c7, c3, #7 */
	0xd51c1100, /* msr hcr_el2, x0 */
	0xd518cba0, /* msr icc_sgi1r_el1, x0 */
	0xd5181020, /* msr actlr_el1, x0 */
	0xd51bf000, /* msr s3_3_c15_c0_0, x0 */
};

static uint32_t *code;
static volatile unsigned int refused;

static void skip(int signal, siginfo_t *info, void *context)
{
	ucontext_t *user = context;

	(void)signal;
	(void)info;
	refused++;
	user->uc_mcontext.pc += 4;
}

/* @return: true if it was executed without a signal */
static int execute(uint32_t instruction)
{
	unsigned int before = refused;

	code[0] = instruction;
	code[1] = RET;
	__builtin___clear_cache((char *)code, (char *)(code + 2));
	((void (*)(void))code)();
	return refused == before;
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = skip, .sa_flags = SA_SIGINFO };
	unsigned int tries = 0, granted = 0;
	uint64_t sum = 0;

	code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	if (code == MAP_FAILED || sigaction(SIGILL, &action, NULL) != 0 ||
	    sigaction(SIGSEGV, &action, NULL) != 0 || sigaction(SIGTRAP, &action, NULL) != 0) {
		perror("program-traps");
		return 1;
	}
	for (uint32_t name = 0; name < NAMES; name++, tries++) {
		int done = execute(MRS_X0 | name << 5);

		granted += done;
		sum = sum * 31 + done;
	}
	for (size_t n = 0; n < sizeof(calls) / sizeof(*calls); n++, tries++) {
		int done = execute(calls[n]);

		granted += done;
		sum = sum * 31 + done;
	}
	printf("%u tries, %u granted, %u refused, checksum %016llx\n", tries, granted, refused,
	       (unsigned long long)sum);
	return 0;
}
