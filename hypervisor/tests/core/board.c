// SPDX-License-Identifier: GPL-2.0-only

/* The machine: clock, CPUs, memory, console, units. */

#include "board.h"

#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>

#include <core/arch.h>
#include <core/sections.h>
#include <asm/paging_x86.h>
#include <asm/x86.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

struct board board = { .step = 1, .fail_cpu = INVALID_CPU };
char console_text[1 << 16], journal[1 << 17], uart_text[1 << 16];

/* ---- journal and console ---- */

static void append(char *text, size_t size, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s", more);
}

void note(const char *fmt, ...)
{
	char line[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line) - 1, fmt, args);
	va_end(args);
	strcat(line, "\n");
	append(journal, sizeof(journal), line);
}

void journal_clear(void)
{
	console_text[0] = journal[0] = uart_text[0] = 0;
}

static void check_pool(void);

static bool uart_ready(void)
{
	if (!board.uart_busy) {
		return true;
	}
	board.uart_busy--;
	board.uart_looks++;
	return false;
}

static void uart_put(char c)
{
	char text[2] = { c };

	check_pool();
	if (board.on_putc) {
		board.on_putc(c);
	}
	append(uart_text, sizeof(uart_text), text);
	if (c != '\r') {
		append(console_text, sizeof(console_text), text);
		append(journal, sizeof(journal), text);
	}
}

static int uart_init(const struct jailhouse_console *console)
{
	return console->divider == 0xbad ? -ENOMEM : 0;
}

const struct uart uart_8250 = { .init = uart_init, .ready = uart_ready, .put = uart_put };

const struct uart *arch_find_uart(unsigned int type)
{
	return type == JAILHOUSE_CON_TYPE_8250 ? &uart_8250 : NULL;
}

void expect_order(const char *first, ...)
{
	const char *at = journal, *found;
	va_list args;

	va_start(args, first);
	for (const char *event = first; event; event = va_arg(args, const char *)) {
		found = strstr(at, event);
		cr_assert(found, "\"%s\" expected (after what was expected before it) in:\n%s",
			  event, journal);
		at = found + strlen(event);
	}
	va_end(args);
}

/* ---- memory ---- */

static u8 pool[BOARD_POOL * PAGE_SIZE] __aligned(PAGE_SIZE);
static u8 registers[BOARD_REMAP * PAGE_SIZE] __aligned(PAGE_SIZE);
static unsigned long pool_bitmap[(BOARD_POOL + 63) / 64], remap_bitmap[1];
u64 hypervisor_phys_base = 0x3a000000;

u64 hv_virt_to_phys(const volatile void *virt)
{
	cr_assert((u8 *)virt >= pool && (u8 *)virt < pool + sizeof(pool), "not in the pool");
	return (u64)((u8 *)virt - pool) + hypervisor_phys_base;
}

void *hv_phys_to_virt(u64 phys)
{
	cr_assert_lt(phys - hypervisor_phys_base, sizeof(pool), "0x%llx is not in the pool",
		     (unsigned long long)phys);
	return pool + (phys - hypervisor_phys_base);
}

/* Free pages may not be touched. */
static void check_pool(void)
{
	for (unsigned int n = 0; mem_pool.base && n < mem_pool.pages; n++) {
		if (!(pool_bitmap[n / 64] >> (n % 64) & 1)) {
			ASAN_POISON_MEMORY_REGION(pool + n * PAGE_SIZE, PAGE_SIZE);
		}
	}
}

static bool allocation_fails(void)
{
	if (!board.fail_allocation) {
		return false;
	}
	if (board.fail_allocation == 1 && board.fail_forever) {
		return true;
	}
	return --board.fail_allocation == 0;
}

/* page_alloc() clears pages with this; what it returns is what the caller gets. */
void *pool_hand_out(void *pages, int value, unsigned long size);
void *pool_hand_out(void *pages, int value, unsigned long size)
{
	check_pool();
	if (allocation_fails()) {
		pool_give(&mem_pool, (unsigned long)pages, size / PAGE_SIZE);
		return NULL;
	}
	ASAN_UNPOISON_MEMORY_REGION(pages, size);
	return memset(pages, value, size);
}

void board_pools(unsigned int pages)
{
	cr_assert_leq(pages, BOARD_POOL);
	memset(pool, 0xa5, sizeof(pool));
	mem_pool = (struct page_pool){ .base = (unsigned long)pool,
				       .pages = pages,
				       .bitmap = pool_bitmap };
	remap_pool = (struct page_pool){ .base = (unsigned long)registers,
					 .pages = BOARD_REMAP,
					 .bitmap = remap_bitmap };
}

void *device_map(u64 phys, unsigned long size)
{
	unsigned long offset = phys & PAGE_OFFS_MASK;
	unsigned long virt =
		board.fail_device_map ? 0 : pool_take(&remap_pool, PAGES(offset + size), 1);

	return virt ? (void *)(virt + offset) : NULL;
}

void device_unmap(void *virt, unsigned long size)
{
	unsigned long offset = (unsigned long)virt & PAGE_OFFS_MASK;

	pool_give(&remap_pool, (unsigned long)virt - offset, PAGES(offset + size));
}

bool guest_copy(void *dest, u64 address, unsigned long size)
{
	check_pool();
	cr_assert(!calling_cpu->flush, "guest memory is read through tables that were changed");
	board.guest_reads++;
	if (board.unreadable || address < board.guest_address ||
	    address - board.guest_address > board.guest_size ||
	    size > board.guest_size - (address - board.guest_address)) {
		return false;
	}
	memcpy(dest, board.guest + (address - board.guest_address), size);
	if (board.guest_read) {
		board.guest_read(board.guest_reads);
	}
	return true;
}

void arch_clear_memory(u64 phys, u64 size)
{
	note("clear 0x%llx+0x%llx", (unsigned long long)phys, (unsigned long long)size);
}

/* ---- CPUs ---- */

static struct percpu percpus[BOARD_CPUS];
__thread struct percpu *calling_cpu;
static volatile bool threads_run;

struct percpu *percpu_of(unsigned int cpu)
{
	cr_assert_lt(cpu, BOARD_CPUS);
	return &percpus[cpu];
}

void become(unsigned int cpu)
{
	calling_cpu = percpu_of(cpu);
}

void arch_kick_cpu(unsigned int cpu)
{
	board.cpus[cpu].kicked = true;
	board.cpus[cpu].kicks++;
}

/* The flags that a CPU serves when it goes on. */
static void serve(unsigned int cpu, struct percpu *percpu)
{
	struct board_cpu *state = &board.cpus[cpu];

	state->flushes += percpu->flush;
	state->parks += percpu->park;
	state->starts += percpu->reset;
	if (percpu->reset) {
		note("start CPU %d", cpu);
	} else if (percpu->park) {
		note("park CPU %d", cpu);
	}
	percpu->flush = percpu->park = percpu->reset = false;
}

static void run_cpu(unsigned int cpu)
{
	struct board_cpu *state = &board.cpus[cpu];
	struct percpu *percpu = percpu_of(cpu);

	if (percpu == calling_cpu || state->silent || percpu->stopped) {
		return;
	}
	if (percpu->suspend_requests && !percpu->suspended && state->kicked) {
		note("suspend CPU %d", cpu);
		state->kicked = false;
		state->suspends++;
		percpu->suspended = true;
	} else if (!percpu->suspend_requests && percpu->suspended) {
		percpu->suspended = false;
		note("resume CPU %d", cpu);
		serve(cpu, percpu);
	}
}

u64 clock_us(void)
{
	static u64 now;

	if (threads_run) {
		sched_yield();
		return __atomic_add_fetch(&now, board.step, __ATOMIC_SEQ_CST);
	}
	check_pool();
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		run_cpu(cpu);
	}
	if (board.tick) {
		board.tick();
	}
	return now += board.step;
}

void arch_yield_to_manager(void)
{
}

void arch_take_flush(void)
{
	if (calling_cpu->flush) {
		calling_cpu->flush = false;
		note("flush this CPU");
	}
}

void arch_verify_control(void)
{
}

bool arch_repair_control(void)
{
	bool changed = board.control_broken;

	board.control_broken = false;
	return changed;
}

void arch_park_this_cpu(void)
{
	note("park this CPU");
}

void arch_dump_guest(void)
{
	note("dump");
}

void __noreturn arch_stop(void)
{
	note("stop");
	pthread_exit(NULL);
}

void __noreturn arch_leave_to_linux(int result)
{
	note("CPU %d leaves with %d", calling_cpu->cpu_id, result);
	board.cpus[calling_cpu->cpu_id].left = true;
	pthread_exit(NULL);
}

void arch_warn_siblings(struct cell *cell)
{
	note("siblings of %s", cell_name(cell));
}

/* ---- start-up ---- */

char test_image[0x2000] __aligned(8) = "image";
struct jailhouse_header hypervisor_header;
const struct config_platform config_platform = { .vendor = CONFIG_VENDOR_AMD,
						 .ids_assigned = true };
bool using_x2apic;
static struct blob system_blob;

int arch_init_memory(void)
{
	board_pools(BOARD_POOL);
	system_config = (struct jailhouse_system *)system_blob.bytes;
	return board.early_error;
}

int arch_init_early(void)
{
	return 0;
}

int arch_cpu_init(unsigned int cpu)
{
	note("init CPU %d", cpu);
	percpu_of(cpu)->initialized = true;
	return cpu == board.fail_cpu ? board.cpu_error : 0;
}

int hide_hypervisor_memory(void)
{
	return board.late_error;
}

int address_space_hide_private(void)
{
	return 0;
}

static long (*work)(unsigned int cpu);

static pthread_barrier_t barrier;

static void *run_work(void *opaque)
{
	unsigned int cpu = (unsigned long)opaque;

	/* the clock runs from here on */
	pthread_barrier_wait(&barrier);
	become(cpu);
	board.cpus[cpu].result = work(cpu);
	return NULL;
}

void board_on_cpus(u32 cpus, long (*function)(unsigned int cpu))
{
	pthread_t threads[BOARD_CPUS];

	work = function;
	pthread_barrier_init(&barrier, NULL, __builtin_popcount(cpus));
	threads_run = true;
	for (unsigned long cpu = 0; cpu < BOARD_CPUS; cpu++) {
		if (cpus >> cpu & 1) {
			pthread_create(&threads[cpu], NULL, run_work, (void *)cpu);
		}
	}
	for (unsigned int cpu = 0; cpu < BOARD_CPUS; cpu++) {
		if (cpus >> cpu & 1) {
			pthread_join(threads[cpu], NULL);
		}
	}
	threads_run = false;
}

static long enter(unsigned int cpu)
{
	int err;

	calling_cpu->cpu_id = cpu;
	err = setup_early(cpu);
	return err ?: setup_cpu(cpu);
}

long board_enter(u32 cpus)
{
	long result;

	if (!board.world) {
		board.world = world_new();
	}
	/* a console, so that its text is seen */
	board.world->system.debug_console.type = JAILHOUSE_CON_TYPE_8250;
	system_blob = build_system(board.world);
	hypervisor_header.max_cpus = hypervisor_header.online_cpus = BOARD_CPUS;
	board_on_cpus(cpus, enter);
	result = board.cpus[0].result;
	for (unsigned int cpu = 1; cpu < BOARD_CPUS; cpu++) {
		cr_expect(!(cpus >> cpu & 1) || board.cpus[cpu].result == result,
			  "CPUs disagree on the result");
	}
	return result;
}

void board_start(void)
{
	cr_assert_eq(board_enter(ALL_CPUS), 0, "enable refused: reason %d", last_reason.code);
	become(0);
	board.step = 1000;
	journal_clear();
}

/* ---- the architecture's part of cells ---- */

#define IOPM_PAGES 3

int vcpu_cell_create(struct cell *cell)
{
	cell->stage2.format = &paging_x86;
	cell->stage2.root = page_alloc(1);
	cell->arch.iopm = page_alloc(IOPM_PAGES);
	if (!cell->stage2.root || !cell->arch.iopm) {
		return refuse_memory(1 + IOPM_PAGES);
	}
	memset(cell->arch.iopm, 0xff, IOPM_PAGES * PAGE_SIZE);
	return 0;
}

void vcpu_cell_destroy(struct cell *cell)
{
	if (cell->stage2.root) {
		paging_destroy(&cell->stage2);
		page_free(cell->stage2.root, 1);
	}
	page_free(cell->arch.iopm, IOPM_PAGES);
}

void vcpu_allow_ports(struct cell *cell, u32 first, u32 count, bool allow)
{
	for (u32 port = first; port < first + count && port < 0x10000; port++) {
		u8 bit = 1 << (port % 8);

		cell->arch.iopm[port / 8] = (cell->arch.iopm[port / 8] & ~bit) | (allow ? 0 : bit);
	}
}

void vcpu_update_cell(void)
{
	note("flush this CPU");
}

/* ---- two units ---- */

static enum mmio_result unit_access(void *opaque, struct mmio_access *access)
{
	(void)opaque, (void)access;
	return MMIO_HANDLED;
}

static int alpha_cell_init(struct cell *cell)
{
	note("alpha takes for %s", cell_name(cell));
	return board.fail_unit == 1 ? -EBUSY : 0;
}

/* Nothing may have changed yet. */
static int alpha_check(const struct cell *cell)
{
	note("alpha checks %s", cell_name(cell));
	return board.fail_unit == 3 ? refuse(-EINVAL, JAILHOUSE_REASON_PCI_HARDWARE, cell, 1, 2)
				    : 0;
}

static int beta_cell_init(struct cell *cell)
{
	int err = mmio_register(cell, 0xfec00000, PAGE_SIZE, unit_access, NULL);

	note("beta takes for %s", cell_name(cell));
	if (!err && board.fail_unit == 2) {
		mmio_unregister(cell, 0xfec00000);
		return -ERANGE;
	}
	return err;
}

static unsigned int beta_mmio_count(struct cell *cell)
{
	(void)cell;
	return 1;
}

static void alpha_cell_exit(struct cell *cell)
{
	note("alpha returns from %s", cell_name(cell));
}

static void beta_cell_exit(struct cell *cell)
{
	note("beta returns from %s", cell_name(cell));
}

static void alpha_cell_reset(struct cell *cell)
{
	note("alpha resets %s", cell_name(cell));
}

static void beta_commit(struct cell *cell)
{
	note("beta commits %s", cell_name(cell));
}

static int alpha_init(void)
{
	note("alpha comes up");
	return 0;
}

static void alpha_shutdown(void)
{
	note("alpha shuts down");
}

static void beta_shutdown(void)
{
	note("beta shuts down");
}

static const struct unit test_units[] __section("units") __used = {
	{ .name = "alpha",
	  .init = alpha_init,
	  .check = alpha_check,
	  .shutdown = alpha_shutdown,
	  .cell_init = alpha_cell_init,
	  .cell_exit = alpha_cell_exit,
	  .cell_reset = alpha_cell_reset },
	{ .name = "beta",
	  .shutdown = beta_shutdown,
	  .cell_init = beta_cell_init,
	  .cell_exit = beta_cell_exit,
	  .commit = beta_commit,
	  .mmio_count = beta_mmio_count },
};

/* ---- cells ---- */

void present(const struct plan *plan)
{
	struct blob blob = build_cell(plan);

	free(board.guest);
	board.guest = blob.bytes;
	board.guest_size = blob.size;
	board.guest_address = CONFIG_ADDRESS;
	board.guest_reads = 0;
}

long create(const struct plan *plan)
{
	present(plan);
	return hypercall(JAILHOUSE_HC_CELL_CREATE, CONFIG_ADDRESS, 0);
}

void cells_answer(void)
{
	struct cell *cell;

	for_each_cell (cell) {
		struct jailhouse_comm_region *comm = &cell->comm_page->comm;

		if (comm->msg_to_cell) {
			jailhouse_send_reply_from_cell(
				comm, comm->msg_to_cell == JAILHOUSE_MSG_SHUTDOWN_REQUEST
					      ? JAILHOUSE_MSG_REQUEST_APPROVED
					      : JAILHOUSE_MSG_RECEIVED);
		}
	}
}

void start_with_cell(void)
{
	board_start();
	board.tick = cells_answer;
	cr_assert_eq(create(&board.world->cell), 0, "refused: reason %d", last_reason.code);
	journal_clear();
}

void start_with_both(void)
{
	start_with_cell();
	cr_assert_eq(create(&board.world->other), 0, "refused: reason %d", last_reason.code);
	journal_clear();
}

struct cell *the_cell(void)
{
	struct cell *cell = cell_find(CELL_ID);

	cr_assert_not_null(cell);
	return cell;
}
