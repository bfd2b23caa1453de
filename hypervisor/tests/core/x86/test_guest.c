// SPDX-License-Identifier: GPL-2.0-only

/*
 * Walks over the guest's page tables and the fetching of its instructions. The
 * guest's memory is a reserved range with some megabytes in it; what faults
 * there is continued as the hypervisor's own handler would.
 */

#define _GNU_SOURCE
#include "cpu.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <core/arch.h>
#include <asm/guest.h>

#define WINDOW_SIZE (1UL << 39)
#define MEMORY	    (16UL << 20)
#define HOLE	    0x00700000UL /* a page that the cell does not have */

unsigned long guest_window;

extern const u64 __start_fixups[], __stop_fixups[];

/* Anything outside of the window, and any instruction without recovery, is a failure. */
static void on_fault(int number, siginfo_t *info, void *opaque)
{
	ucontext_t *context = opaque;
	u64 rip = context->uc_mcontext.gregs[REG_RIP];

	(void)number;
	for (const u64 *fixup = __start_fixups; fixup < __stop_fixups; fixup += 2) {
		if (fixup[0] == rip && (unsigned long)info->si_addr - guest_window < WINDOW_SIZE) {
			context->uc_mcontext.gregs[REG_RIP] = fixup[1];
			return;
		}
	}
	_exit(3);
}

static void start(void)
{
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	void *window = mmap(NULL, WINDOW_SIZE, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	cr_assert_neq(window, MAP_FAILED);
	cr_assert_eq(mprotect(window, MEMORY, PROT_READ | PROT_WRITE), 0);
	cr_assert_eq(mprotect((char *)window + HOLE, PAGE_SIZE, PROT_NONE), 0);
	guest_window = (unsigned long)window;
	sigaction(SIGSEGV, &action, NULL);
	run_on(1);
	memset(&private_area.vmcb, 0, sizeof(private_area.vmcb));
}

static void set64(u64 address, u64 value)
{
	memcpy((char *)guest_window + address, &value, 8);
}

static void set32(u64 address, u32 value)
{
	memcpy((char *)guest_window + address, &value, 4);
}

#define PRESENT 1
#define LARGE	0x80
#define TABLE_A 0x10000
#define TABLE_B 0x11000
#define TABLE_C 0x12000
#define TABLE_D 0x13000
#define TABLE_E 0x14000

static struct vmcb *vmcb(void)
{
	return &private_area.vmcb;
}

static void long_mode(bool five_levels)
{
	vmcb()->cr0 = X86_CR0_PG | X86_CR0_PE;
	vmcb()->cr4 = X86_CR4_PAE | (five_levels ? X86_CR4_LA57 : 0);
	vmcb()->efer = EFER_LME | EFER_LMA;
	/* low bits of CR3 are flags (and the PCID) */
	vmcb()->cr3 = TABLE_A | 0xfff;
}

/* ---- copying ---- */

Test(guest, copies_what_there_is)
{
	u8 buffer[32] = { 0 };

	start();
	memcpy((char *)guest_window + 0x5ff8, "0123456789abcdef", 16);
	cr_expect(guest_copy(buffer, 0x5ff8, 16), "over a page border");
	cr_expect_arr_eq(buffer, "0123456789abcdef", 16);
	cr_expect(guest_copy(buffer, 0, 0));
	cr_expect(guest_copy(buffer, MEMORY - 32, 32));
	cr_expect(!guest_copy(buffer, MEMORY - 31, 32), "runs out of memory");
	cr_expect(!guest_copy(buffer, HOLE, 1));
	cr_expect(!guest_copy(buffer, HOLE - 1, 2));
	cr_expect(guest_copy(buffer, HOLE - 1, 1));
}

Test(guest, nothing_behind_the_window)
{
	static const u64 addresses[] = { WINDOW_SIZE, WINDOW_SIZE + 1, 1ULL << 47,	1ULL << 48,
					 1ULL << 63,  ~0ULL,	       0ULL - PAGE_SIZE };
	u8 buffer[32];

	start();
	for (unsigned int n = 0; n < ARRAY_SIZE(addresses); n++) {
		cr_expect(!guest_copy(buffer, addresses[n], 8));
	}
	cr_expect(!guest_copy(buffer, WINDOW_SIZE - 8, 16), "crosses the end");
	cr_expect(!guest_copy(buffer, 8, WINDOW_SIZE));
	cr_expect(!guest_copy(buffer, 8, ~0UL), "wraps");
}

/* ---- modes ---- */

Test(walk, without_paging)
{
	start();
	vmcb()->cr0 = X86_CR0_PE;
	cr_expect_eq(guest_translate(0x12345678), 0x12345678);
	cr_expect_eq(guest_translate(0xf12345678), 0x12345678, "linear addresses have 32 bits");
}

Test(walk, four_levels)
{
	u64 linear = 0xffff800000000000 | 3ULL << 39 | 5ULL << 30 | 7ULL << 21 | 9 << 12 | 0x123;

	start();
	long_mode(false);
	cr_expect_eq(guest_translate(linear), GUEST_INVALID);
	set64(TABLE_A + (256 + 3) * 8, TABLE_B | PRESENT | LARGE); /* bit 7 means nothing here */
	cr_expect_eq(guest_translate(linear), GUEST_INVALID);
	set64(TABLE_B + 5 * 8, TABLE_C | PRESENT | 1ULL << 63 | 7ULL << 52);
	set64(TABLE_C + 7 * 8, TABLE_D | PRESENT | 0xf00);
	cr_expect_eq(guest_translate(linear), GUEST_INVALID);
	set64(TABLE_D + 9 * 8, 0x000fedcba9876000 | PRESENT | LARGE | 1ULL << 63);
	cr_expect_eq(guest_translate(linear), 0x000fedcba9876123, "bit 7 is the PAT's here");
	/* large pages: bit 12 is the PAT's */
	set64(TABLE_C + 7 * 8, 0x40601000 | PRESENT | LARGE);
	cr_expect_eq(guest_translate(linear), 0x40600000 | (linear & 0x1fffff));
	set64(TABLE_B + 5 * 8, 0x80001000 | PRESENT | LARGE);
	cr_expect_eq(guest_translate(linear), 0x80000000 | (linear & 0x3fffffff));
	set64(TABLE_B + 5 * 8, TABLE_C | LARGE);
	cr_expect_eq(guest_translate(linear), GUEST_INVALID, "not present");
}

Test(walk, five_levels)
{
	u64 linear = 1ULL << 48 | 2ULL << 39 | 3ULL << 30 | 4ULL << 21 | 5 << 12 | 0xabc;

	start();
	long_mode(true);
	set64(TABLE_A + 1 * 8, TABLE_B | PRESENT);
	set64(TABLE_B + 2 * 8, TABLE_C | PRESENT);
	set64(TABLE_C + 3 * 8, TABLE_D | PRESENT);
	set64(TABLE_D + 4 * 8, TABLE_E | PRESENT);
	set64(TABLE_E + 5 * 8, 0x777000 | PRESENT);
	cr_expect_eq(guest_translate(linear), 0x777abc);
	set64(TABLE_D + 4 * 8, 0x800000 | PRESENT | LARGE);
	cr_expect_eq(guest_translate(linear), 0x800000 | (linear & 0x1fffff));
	long_mode(false);
	cr_expect_neq(guest_translate(linear), 0x800000 | (linear & 0x1fffff), "four levels now");
}

Test(walk, pae)
{
	u32 linear = 3U << 30 | 5 << 21 | 6 << 12 | 0x42;
	u64 top = 0x10fe0; /* 32-byte aligned, not page-aligned */

	start();
	vmcb()->cr0 = X86_CR0_PG | X86_CR0_PE;
	vmcb()->cr4 = X86_CR4_PAE;
	vmcb()->cr3 = top | 0x18;
	set64(top + 3 * 8, TABLE_B | PRESENT | LARGE);
	set64(TABLE_B + 5 * 8, TABLE_C | PRESENT);
	set64(TABLE_C + 6 * 8, 0x1234567000 | PRESENT);
	cr_expect_eq(guest_translate(linear), 0x1234567042);
	cr_expect_eq(guest_translate(linear | 0xf00000000ULL), 0x1234567042);
	set64(TABLE_B + 5 * 8, 0x1200001000 | PRESENT | LARGE);
	cr_expect_eq(guest_translate(linear), 0x1200000000 | (linear & 0x1fffff));
	set64(top + 3 * 8, TABLE_B);
	cr_expect_eq(guest_translate(linear), GUEST_INVALID);
}

Test(walk, two_levels_of_32_bits)
{
	u32 linear = 0x301U << 22 | 0x203 << 12 | 0x777;

	start();
	vmcb()->cr0 = X86_CR0_PG | X86_CR0_PE;
	vmcb()->cr3 = TABLE_A | 0x18;
	cr_expect_eq(guest_translate(linear), GUEST_INVALID);
	set32(TABLE_A + 0x301 * 4, TABLE_B | PRESENT);
	set32(TABLE_A + 0x300 * 4, 0xffffffff); /* the neighbours are not taken */
	cr_expect_eq(guest_translate(linear), GUEST_INVALID);
	set32(TABLE_B + 0x203 * 4, 0x00345000 | PRESENT);
	set32(TABLE_B + 0x202 * 4, 0xffffffff);
	cr_expect_eq(guest_translate(linear), 0x345777);
	/* bit 7 counts with CR4.PSE only; bits 20:13 are bits 39:32 then */
	set32(TABLE_A + 0x301 * 4, 0x00c00000 | 0xa5 << 13 | LARGE | PRESENT);
	vmcb()->cr4 = X86_CR4_PSE;
	cr_expect_eq(guest_translate(linear), 0xa500c00000 | (linear & 0x3fffff));
	set32(TABLE_A + 0x301 * 4, TABLE_B | LARGE | PRESENT);
	vmcb()->cr4 = 0;
	cr_expect_eq(guest_translate(linear), 0x345777);
}

Test(walk, tables_that_the_cell_does_not_have)
{
	start();
	long_mode(false);
	vmcb()->cr3 = HOLE;
	cr_expect_eq(guest_translate(0x1000), GUEST_INVALID);
	vmcb()->cr3 = WINDOW_SIZE;
	cr_expect_eq(guest_translate(0x1000), GUEST_INVALID);
	vmcb()->cr3 = 0x000ffffffffff000;
	cr_expect_eq(guest_translate(0x1000), GUEST_INVALID);
	vmcb()->cr3 = TABLE_A;
	set64(TABLE_A, 0x000ffffffffff000 | PRESENT);
	cr_expect_eq(guest_translate(0x1000), GUEST_INVALID);
	vmcb()->efer = 0;
	vmcb()->cr4 = 0;
	vmcb()->cr3 = 0xfffff000;
	cr_expect_eq(guest_translate(0xfffff000), GUEST_INVALID);
}

/* ---- random tables ---- */

static u64 state = 88172645463325252;

static u64 next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* Mostly entries that lead to memory, some that lead anywhere. */
static u64 random_entry(void)
{
	u64 entry = next_random();

	if (next_random() % 4) {
		entry = (entry & ~0x000fffffff000000ULL) | PRESENT;
	}
	return next_random() % 8 ? entry & ~(u64)LARGE : entry;
}

static void fill_memory(void)
{
	u64 *memory = (u64 *)guest_window;

	for (unsigned long n = 0; n < HOLE / 8; n++) {
		memory[n] = random_entry();
	}
}

Test(walk, random_tables_never_lead_out_of_the_window, .timeout = 1800)
{
	unsigned int found = 0;

	start();
	fill_memory();
	for (unsigned int round = 0; round < 300000; round++) {
		u64 linear = next_random(), address;

		vmcb()->cr0 = X86_CR0_PG;
		vmcb()->cr3 = next_random() % 8 ? next_random() % HOLE : next_random();
		vmcb()->cr4 = next_random() & (X86_CR4_PAE | X86_CR4_PSE | X86_CR4_LA57);
		vmcb()->efer = next_random() & EFER_LMA;
		address = guest_translate(linear);
		cr_assert(address == GUEST_INVALID || address <= 0x000fffffffffffffULL);
		found += address != GUEST_INVALID;
	}
	cr_expect(found > 10000 && found < 290000, "%d of 300000 were mapped", found);
}

/* ---- fetching ---- */

static void map_pages(u64 first, u64 second)
{
	long_mode(false);
	set64(TABLE_A, TABLE_B | PRESENT);
	set64(TABLE_B, TABLE_C | PRESENT);
	set64(TABLE_C, TABLE_D | PRESENT);
	set64(TABLE_D + 4 * 8, first);
	set64(TABLE_D + 5 * 8, second);
	memset((char *)guest_window + 0x20000, 0x11, PAGE_SIZE);
	memset((char *)guest_window + 0x30000, 0x22, PAGE_SIZE);
	vmcb()->cs.attributes = CS_LONG;
}

Test(fetch, crosses_pages_that_are_not_neighbours)
{
	u8 bytes[15] = { 0 };

	start();
	map_pages(0x20000 | PRESENT, 0x30000 | PRESENT);
	vmcb()->rip = 0x4ffb;
	cr_expect_eq(guest_fetch(bytes, 15), 15);
	cr_expect_arr_eq(bytes, "\x11\x11\x11\x11\x11\x22\x22\x22\x22\x22\x22\x22\x22\x22\x22", 15);
	vmcb()->rip = 0x4ff1;
	cr_expect_eq(guest_fetch(bytes, 15), 15);
	cr_expect_eq(bytes[14], 0x11, "ends with the page");
}

Test(fetch, stops_where_the_mapping_ends)
{
	u8 bytes[15];

	start();
	map_pages(0x20000 | PRESENT, 0);
	vmcb()->rip = 0x4ffb;
	cr_expect_eq(guest_fetch(bytes, 15), 5);
	vmcb()->rip = 0x5000;
	cr_expect_eq(guest_fetch(bytes, 15), 0);
	map_pages(0x20000 | PRESENT, HOLE | PRESENT);
	vmcb()->rip = 0x4ffe;
	cr_expect_eq(guest_fetch(bytes, 15), 2, "mapped to what the cell does not have");
	map_pages(HOLE | PRESENT, 0x30000 | PRESENT);
	cr_expect_eq(guest_fetch(bytes, 15), 0, "the first bytes count");
}

Test(fetch, adds_the_segment_outside_of_64_bit_mode)
{
	u8 bytes[4];

	start();
	memcpy((char *)guest_window + 0x12345, "\xde\xad\xbe\xef", 4);
	vmcb()->cs.base = 0x12000;
	vmcb()->rip = 0x345;
	cr_expect_eq(guest_fetch(bytes, 4), 4);
	cr_expect_arr_eq(bytes, "\xde\xad\xbe\xef", 4);
	/* wraps at 4 GiB */
	memcpy((char *)guest_window, "\x01\x02", 2);
	vmcb()->cs.base = 0xfffff000;
	vmcb()->rip = 0x1000;
	cr_expect_eq(guest_fetch(bytes, 2), 2);
	cr_expect_arr_eq(bytes, "\x01\x02", 2);
}

/* ---- reading what an address of the guest's leads to ---- */

#define REGISTERS 0x40000 /* no RAM by the configuration */

u64 memory_find_ram(const struct cell *cell, u64 address)
{
	cr_assert_eq(cell, &test_cell);
	return address >> PAGE_SHIFT == REGISTERS >> PAGE_SHIFT ? PAGING_INVALID : address;
}

Test(read, follows_the_tables_of_the_guest)
{
	u8 bytes[8] = { 0 };

	start();
	map_pages(0x20000 | PRESENT, 0x30000 | PRESENT);
	cr_expect(guest_read(bytes, 0x5ff8, 8));
	cr_expect_arr_eq(bytes, "\x22\x22\x22\x22\x22\x22\x22\x22", 8);
}

Test(read, only_what_the_cell_has_as_ram)
{
	u8 bytes[8];

	start();
	map_pages(HOLE | PRESENT, REGISTERS | PRESENT);
	cr_expect(!guest_read(bytes, 0x4ff8, 8), "the cell does not have it");
	cr_expect(!guest_read(bytes, 0x5000, 8), "a read could change a device");
	map_pages(0x20000, WINDOW_SIZE | PRESENT);
	cr_expect(!guest_read(bytes, 0x4000, 8), "not present");
	cr_expect(!guest_read(bytes, 0x5000, 8), "outside of all memory");
}

/* Tables that point to themselves end with their levels. */
Test(read, wild_addresses_and_tables)
{
	static const u64 wild[] = { 0, ~0ULL - 7, 1ULL << 63, 1ULL << 47, 0xdeadbeefdeadbee8 };
	u64 value;

	start();
	long_mode(false);
	for (unsigned int n = 0; n < ARRAY_SIZE(wild); n++) {
		cr_expect(!guest_read(&value, wild[n], 8), "nothing is mapped");
	}
	for (unsigned int n = 0; n < 512; n++) {
		set64(TABLE_A + n * 8, TABLE_A | PRESENT);
	}
	for (unsigned int n = 0; n < ARRAY_SIZE(wild); n++) {
		cr_expect(guest_read(&value, wild[n], 8));
		cr_expect_eq(value, TABLE_A | PRESENT);
	}
	vmcb()->cr3 = ~0ULL;
	cr_expect(!guest_read(&value, 0x4000, 8));
}
