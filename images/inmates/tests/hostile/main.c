/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Makes hostile tries from inside a cell and says each one before it is made, so
 * that the last line names what stopped the cell:
 *   HOSTILE 17 refused msr: write c0000080, 5
 * The second word after the number is what became of the try before: granted or
 * refused. "HOSTILE end" with the last one's closes the row.
 *   seed=S        of the generator, default 1
 *   first=N       number of the first try, default 0
 *   count=N       how many, default 100
 *   surface=NAME  one surface only; the table of surfaces is at the end of this file
 * A cell that is loaded again with the same words goes on behind the try that ended its last life.
 */

#include <stdarg.h>
#include <format.h>
#include <liveness.h>
#include <uart.h>
#include "../../../../faultinject/splitmix64.h"
#include "hostile.h"

CMDLINE_BUFFER(256);

#define NAME_SIZE 16

/* Keeps its value from life to life: no image reaches the end of the cell's memory. */
#define RETAINED ((volatile struct retained *)0xff000)

struct retained {
	u64 row; /* of tries, which the words describe */
	u64 next;
};

struct ivshmem hostile_link;

static unsigned long long state;
static u64 number;
static const char *surface_name;
static const char *before = "-";
static void *return_point[5];

/* ---- drawing ---- */

u64 draw(void)
{
	return splitmix64(&state);
}

u64 draw_below(u64 limit)
{
	return draw() % limit;
}

bool draw_bool(void)
{
	return draw_below(2);
}

unsigned int draw_size(void)
{
	return 1U << draw_below(4);
}

u64 draw_value(void)
{
	switch (draw_below(4)) {
	case 0:
		return draw_below(4);
	case 1:
		return 1ULL << draw_below(64);
	case 2:
		return ~0ULL >> draw_below(64);
	default:
		return draw() >> draw_below(64);
	}
}

/* ---- saying and doing ---- */

static void put(char c, void *context)
{
	(void)context;
	console_putc(c);
}

void announce(const char *fmt, ...)
{
	va_list ap;

	printk("HOSTILE %llu %s %s: ", number, before, surface_name);
	va_start(ap, fmt);
	format_text(put, NULL, fmt, ap);
	va_end(ap);
	printk("\n");
}

void try_refused(unsigned long reason)
{
	(void)reason;
	__builtin_longjmp(return_point, 1);
}

static bool __attribute__((noinline)) attempt(const struct surface *surface)
{
	if (__builtin_setjmp(return_point)) {
		return false;
	}
	return surface->attempt();
}

static void make_try(const struct surface *surface, u64 seed)
{
	state = seed;
	state = draw() ^ number;
	draw();
	surface_name = surface->name;
	before = attempt(surface) ? "granted" : "refused";
	heartbeat();
}

/* ---- surfaces of every architecture ---- */

static bool try_hypercall(void)
{
	static const u32 codes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 256, 257, 258 };
	u32 code = draw_bool() ? draw_of(codes) : draw_value();
	u64 first = draw_value(), second = draw_value();
	int result;

	if (code == JAILHOUSE_HC_DEBUG_CONSOLE_PUTC) {
		/* each announcement is to be a line of its own */
		first = '\n';
	}
	announce("%u, %llx %llx", code, first, second);
	result = jailhouse_call_arg2(code, first, second);
	return result >= 0;
}

/* Not the program itself: what it did to itself would prove nothing. */
static u64 draw_physical(void)
{
	u64 address;

	switch (draw_below(4)) {
	case 0:
		address = draw() & 0xfffff000;
		break;
	case 1:
		address = draw() & 0xfffffffff000;
		break;
	default:
		address = arch_places[draw_below(arch_num_places)] + draw_below(512) * PAGE_SIZE;
		break;
	}
	return address < 0x100000 ? address + 0x10000000 : address;
}

static void call(void *address)
{
#ifdef __x86_64__
	asm volatile("call *%0" : : "r"(address) : "memory", "cc");
#else
	asm volatile("blr %0" : : "r"(address) : "memory", "cc", "x30");
#endif
}

static bool is_comm_region(u64 address)
{
	return address / PAGE_SIZE == COMM_REGION_BASE / PAGE_SIZE;
}

static bool try_memory(void)
{
	u64 address = draw_physical();
	unsigned int offset = draw_below(PAGE_SIZE - 8), size = draw_size();
	unsigned int kind = draw_below(8);

	/* what it writes there, others take for its answers: that is another surface */
	if (is_comm_region(address)) {
		address += 0x1000000;
	}
	if (kind == 0) {
		announce("fetch from %llx", address);
		call(window_to(address, true));
		return true;
	}
	announce("%s %llx, %u bytes", kind < 4 ? "read" : "write", address + offset, size);
	return access((u8 *)window_to(address, false) + offset, kind >= 4, size, draw());
}

static bool try_link(void)
{
	if (!hostile_link.registers) {
		announce("there is no link");
		return false;
	}
	if (draw_below(4) == 0) {
		return try_registers("table", (unsigned long)hostile_link.table, PAGE_SIZE);
	}
	return try_registers("register", (unsigned long)hostile_link.registers,
			     draw_bool() ? 0x20 : PAGE_SIZE);
}

static const struct surface common_surfaces[] = {
	{ "hypercall", try_hypercall },
	{ "memory", try_memory },
	{ "ivshmem", try_link },
	{ NULL, NULL },
};

/* ---- memory ---- */

bool access(void *address, bool write, unsigned int size, u64 value)
{
	switch (size | (write ? 16 : 0)) {
	case 1:
		mmio_read8(address);
		break;
	case 2:
		mmio_read16(address);
		break;
	case 4:
		mmio_read32(address);
		break;
	case 8:
		mmio_read64(address);
		break;
	case 17:
		mmio_write8(address, value);
		break;
	case 18:
		mmio_write16(address, value);
		break;
	case 20:
		mmio_write32(address, value);
		break;
	default:
		mmio_write64(address, value);
		break;
	}
	return true;
}

void reach(unsigned long address)
{
	if (address >> 21 != (unsigned long)cmdline >> 21) {
		map_range((void *)address, PAGE_SIZE, MAP_UNCACHED);
	}
}

bool try_registers(const char *what, unsigned long base, unsigned long length)
{
	unsigned int size = draw_size();
	u64 offset = draw_below(length), value = draw_value();
	bool write = draw_bool();

	/* mostly what hardware likes */
	if (draw_below(4)) {
		size = 4;
		offset &= ~3ULL;
	}
	reach(base + offset);
	announce("%s %s %lx, %u bytes, %llx", write ? "write" : "read", what,
		 (unsigned long)(base + offset), size, value);
	return access((void *)(base + offset), write, size, value);
}

unsigned long draw_trapped(void)
{
	unsigned int which = draw_below(arch_num_trapped + 2);

	if (which < arch_num_trapped) {
		return arch_trapped[which];
	}
	return hostile_link.registers ? (unsigned long)hostile_link.registers + draw_below(0x20)
				      : arch_trapped[0];
}

/* ---- all of them ---- */

/* The number that this life begins with. */
static u64 first_of_life(u64 seed, u64 first, u64 count)
{
	unsigned long long words = seed ^ first << 20 ^ count << 40;
	u64 row = splitmix64(&words);

	if (RETAINED->row != row || RETAINED->next - first > count) {
		RETAINED->next = first;
		RETAINED->row = row;
	}
	return RETAINED->next;
}

/* Those of the architecture first, then the common ones; @only leaves one. */
static unsigned int choose_surfaces(const struct surface **chosen, const char *only)
{
	const struct surface *tables[] = { arch_surfaces, common_surfaces };
	unsigned int count = 0, n;

	for (n = 0; n < ARRAY_SIZE(tables); n++) {
		const struct surface *surface;

		for (surface = tables[n]; surface->name; surface++) {
			if (!*only || strcmp(only, surface->name) == 0) {
				chosen[count++] = surface;
			}
		}
	}
	return count;
}

static void find_link(void)
{
	int bdf;

	pci_init();
	bdf = pci_find_device(IVSHMEM_VENDOR_ID, IVSHMEM_DEVICE_ID, 0);
	if (bdf >= 0) {
		ivshmem_init(&hostile_link, bdf);
	}
}

void inmate_main(void)
{
	u64 seed = cmdline_parse_int("seed", 1), first = cmdline_parse_int("first", 0);
	u64 count = cmdline_parse_int("count", 100);
	const struct surface *surfaces[16];
	char only[NAME_SIZE];
	unsigned int num_surfaces;

	num_surfaces =
		choose_surfaces(surfaces, cmdline_parse_str("surface", only, sizeof(only), ""));
	if (num_surfaces == 0) {
		printk("HOSTILE: there is no surface=%s\n", only);
		comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
		return;
	}
	disable_irqs();
	find_link();
	arch_catch_exceptions();
	for (number = first_of_life(seed, first, count); number - first < count; number++) {
		RETAINED->next = number + 1;
		make_try(surfaces[number % num_surfaces], seed);
	}
	printk("HOSTILE end %s\n", before);
	comm_region->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
}
