/* SPDX-License-Identifier: GPL-2.0-only */

/* Claim: every record becomes one sentence, whole and in bounds. */

#include <ctype.h>

#include "world.h"

static const char *say(const struct jailhouse_reason *reason)
{
	static char sentence[REASON_SENTENCE_MAX];

	reason_sentence(sentence, sizeof(sentence), reason);
	return sentence;
}

Test(sentence, nothing_refused)
{
	struct jailhouse_reason reason = { 0 };
	char text[8] = "x";

	cr_expect_eq(reason_sentence(text, sizeof(text), &reason), 0);
	cr_expect_str_empty(text);
}

Test(sentence, region)
{
	struct jailhouse_reason reason = {
		.code = JAILHOUSE_REASON_MEM_UNALIGNED,
		.object = JAILHOUSE_OBJECT_MEMORY,
		.index = 3,
		.field = JAILHOUSE_FIELD_PHYS_START,
		.found = 0x1234,
		.expected = 0x1000,
		.cell = "demo",
	};

	cr_expect_str_eq(
		say(&reason),
		"cell \"demo\", memory region 3: phys_start is 0x1234, expected a multiple of 0x1000; align it");
}

Test(sentence, architectures)
{
	struct jailhouse_reason reason = { .code = JAILHOUSE_REASON_ARCHITECTURE,
					   .object = JAILHOUSE_OBJECT_SYSTEM,
					   .found = 3,
					   .expected = JAILHOUSE_ANY_ARCHITECTURE };

	cr_expect_str_eq(
		say(&reason),
		"the system configuration: the architecture is 3, expected x86, arm or arm64; rebuild it with .architecture corrected");
	reason.found = JAILHOUSE_X86;
	reason.expected = JAILHOUSE_ARM64;
	cr_expect_str_eq(
		say(&reason),
		"the system configuration: the architecture is x86, expected arm64; rebuild it with .architecture corrected");
}

Test(sentence, other_party)
{
	struct jailhouse_reason reason = {
		.code = JAILHOUSE_REASON_PCI_TAKEN,
		.object = JAILHOUSE_OBJECT_PCI_DEVICE,
		.found = 0x1fa,
		.other_object = JAILHOUSE_OBJECT_PCI_DEVICE,
		.other_index = 2,
		.cell = "one",
		.other_cell = "two",
	};

	cr_expect_str_eq(
		say(&reason),
		"cell \"one\", PCI device 0: 01:1f.2 belongs to PCI device 2 of cell \"two\"; destroy that cell or remove the device from one of them");
}

Test(sentence, memory_reservation)
{
	struct jailhouse_reason reason = {
		.code = JAILHOUSE_REASON_DRV_NOT_RESERVED,
		.found = 0x3a000000,
		.expected = 82 << 20,
	};

	cr_expect_str_eq(
		say(&reason),
		"memory at 0x3a000000 is in use by Linux; boot it with memmap=82M$0x3a000000 (in /etc/default/grub: memmap=82M\\\\\\$0x3a000000)");
}

Test(sentence, room)
{
	struct jailhouse_reason reason = { .code = JAILHOUSE_REASON_DRV_NO_ROOM,
					   .cpu = 64,
					   .found = 6 << 20,
					   .expected = 7654321 };

	cr_expect_str_eq(
		say(&reason),
		"hypervisor memory has 6144 KiB, but 64 CPUs and this configuration take 7475 KiB; enlarge hypervisor_memory.size and what is reserved for it");
}

Test(sentence, feature)
{
	struct jailhouse_reason reason = { .code = JAILHOUSE_REASON_FEATURE,
					   .cpu = 2,
					   .index = JAILHOUSE_FEATURE_SVM_NPT };

	cr_expect_str_eq(
		say(&reason),
		"CPU 2: SVM nested paging (NP) is missing; switch it on in the firmware or, in a virtual machine, in its CPU model");
}

Test(sentence, apic_mode_and_error)
{
	struct jailhouse_reason mode = { .code = JAILHOUSE_REASON_APIC_MISMATCH,
					 .found = JAILHOUSE_APIC_MODE_XAPIC,
					 .expected = JAILHOUSE_APIC_MODE_X2APIC };
	struct jailhouse_reason stuck = { .code = JAILHOUSE_REASON_DRV_CPU_STUCK,
					  .cpu = 3,
					  .error = -EBUSY };

	cr_expect_str_eq(
		say(&mode),
		"the local APICs are in xAPIC mode, but apic_mode asks for x2APIC; change apic_mode or Linux' x2apic option");
	cr_expect_str_eq(
		say(&stuck),
		"Linux could not take CPU 3 offline or online (error 16); see its kernel log");
	stuck.error = EBUSY;
	cr_expect(strstr(say(&stuck), "error 16"));
}

Test(sentence, unknown_code)
{
	struct jailhouse_reason reason = { .code = 0xffff };

	cr_expect(strstr(say(&reason), "65535"));
}

/* A cell chooses its name: it must not reach a terminal as control characters. */
Test(sentence, hostile_name)
{
	struct jailhouse_reason reason = { .code = JAILHOUSE_REASON_NAME_EXISTS,
					   .object = JAILHOUSE_OBJECT_CELL };
	const char *text;

	memset(reason.cell, '\033', sizeof(reason.cell));
	text = say(&reason);
	for (const char *c = text; *c; c++) {
		cr_expect(isprint((unsigned char)*c));
	}
	cr_expect(strstr(text, "\"???????????????????????????????\""));
}

Test(sentence, memory_flags)
{
	char text[256];

	reason_memory_flags(text, sizeof(text), 0);
	cr_expect_str_eq(text, "0x0");
	reason_memory_flags(text, sizeof(text), RW);
	cr_expect_str_eq(text, "JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE");
	reason_memory_flags(text, sizeof(text), JAILHOUSE_MEM_IO | 1ULL << 40);
	cr_expect_str_eq(text, "JAILHOUSE_MEM_IO | 0x10000000000");
	cr_expect_eq(reason_memory_flags(NULL, 0, JAILHOUSE_MEM_IO),
		     (int)strlen("JAILHOUSE_MEM_IO"));
}

/* ---- every code: nothing is missing, and no placeholder is left over ---- */

static void expect_sentence(u16 code)
{
	struct jailhouse_reason reason = {
		.code = code,
		.object = JAILHOUSE_OBJECT_MEMORY,
		.field = JAILHOUSE_FIELD_SIZE,
		.other_object = JAILHOUSE_OBJECT_IRQCHIP,
		.cell = "a",
		.other_cell = "b",
	};
	const char *text = say(&reason);

	cr_expect(!strstr(text, "does not know"), "code %u has no sentence", code);
	cr_expect_gt(strlen(text), 20u, "code %u: %s", code, text);
	cr_expect_lt(strlen(text), REASON_SENTENCE_MAX - 1u, "code %u is cut", code);
	if (code != JAILHOUSE_REASON_DRV_NOT_RESERVED) {
		cr_expect_not(strchr(text, '$'), "code %u: %s", code, text);
	}
	cr_expect_not(strchr(text, '\n'), "code %u: %s", code, text);
}

Test(sentence, every_code_has_one)
{
	static const struct {
		u16 first;
		u16 last;
	} groups[] = {
		{ JAILHOUSE_REASON_TOO_SHORT, JAILHOUSE_REASON_NAME_EMPTY },
		{ JAILHOUSE_REASON_NAME_EXISTS, JAILHOUSE_REASON_ROOT_WITHOUT_CPU },
		{ JAILHOUSE_REASON_MEM_WRAPS, JAILHOUSE_REASON_MEM_SUBPAGES },
		{ JAILHOUSE_REASON_IRQCHIP_COUNT, JAILHOUSE_REASON_PIN_TAKEN },
		{ JAILHOUSE_REASON_PIO_BEYOND, JAILHOUSE_REASON_PIO_RESET },
		{ JAILHOUSE_REASON_PCI_TYPE, JAILHOUSE_REASON_PCI_HARDWARE },
		{ JAILHOUSE_REASON_SHMEM_REGIONS, JAILHOUSE_REASON_SHMEM_PIN },
		{ JAILHOUSE_REASON_MMCONFIG, JAILHOUSE_REASON_PLATFORM_WINDOW },
		{ JAILHOUSE_REASON_NO_MEMORY, JAILHOUSE_REASON_CPU_FAILED },
		{ JAILHOUSE_REASON_DRV_NO_FIRMWARE, JAILHOUSE_REASON_DRV_EL2_IN_USE },
		{ JAILHOUSE_WARN_FLAGS, JAILHOUSE_WARN_FILE_LONGER },
	};

	for (size_t group = 0; group < ARRAY_SIZE(groups); group++) {
		for (u16 code = groups[group].first; code <= groups[group].last; code++) {
			expect_sentence(code);
		}
	}
}

/* ---- and it ends with what to do ---- */

static void expect_fix(u16 code)
{
	static const char *const fixes[] = { "add ",  "check ",	 "clear ",    "correct ",
					     "drop ", "give ",	 "leave ",    "list ",
					     "make ", "remove ", "renumber ", "reserve ",
					     "set ",  "shut ",	 "use ",      "boot " };
	struct jailhouse_reason reason = { .code = code, .cell = "a", .other_cell = "b" };
	const char *text = say(&reason), *last = NULL;
	bool found = false;

	for (const char *next = text; (next = strstr(next, "; ")); last = next) {
		next += strlen("; ");
	}
	for (size_t n = 0; last && n < ARRAY_SIZE(fixes); n++) {
		found |= strncmp(last, fixes[n], strlen(fixes[n])) == 0;
	}
	cr_expect(found, "code %u: %s", code, text);
}

Test(sentence, says_what_to_do)
{
	static const u16 refusals[] = {
		JAILHOUSE_REASON_PIO_SHARED,	JAILHOUSE_REASON_MEM_SHARED,
		JAILHOUSE_REASON_CELL_LOCKED,	JAILHOUSE_REASON_APIC_ID,
		JAILHOUSE_REASON_APIC_ID_TWICE, JAILHOUSE_REASON_APIC_LOGICAL,
		JAILHOUSE_REASON_IOAPIC_PINS
	};

	for (size_t n = 0; n < ARRAY_SIZE(refusals); n++) {
		expect_fix(refusals[n]);
	}
	for (u16 code = JAILHOUSE_WARN_FLAGS; code <= JAILHOUSE_WARN_FILE_LONGER; code++) {
		expect_fix(code);
	}
}

/* The length is that of the whole text, whatever room there is. */
Test(sentence, short_buffers)
{
	struct jailhouse_reason reason = { .code = JAILHOUSE_REASON_NO_CPU, .cell = "demo" };
	int length = reason_sentence(NULL, 0, &reason);

	cr_assert_gt(length, 0);
	for (int size = 1; size <= length + 1; size++) {
		char *text = malloc(size);

		cr_expect_eq(reason_sentence(text, size, &reason), length);
		cr_expect_eq((int)strlen(text), size - 1);
		free(text);
	}
}

/* Records come from a driver of another release, or from a broken one. */
Test(sentence, any_record)
{
	struct jailhouse_reason reason;
	u8 *bytes = (u8 *)&reason;
	char text[64];

	srandom(5);
	for (u32 round = 0; round < 200000; round++) {
		for (size_t n = 0; n < sizeof(reason); n++) {
			bytes[n] = random();
		}
		if (round & 1) {
			reason.code = random() % 450;
		}
		if (round & 2) {
			reason.object = random() % 24;
			reason.other_object = random() % 24;
			reason.field = random() % 48;
		}
		reason_sentence(text, sizeof(text), &reason);
		cr_assert_lt(strlen(text), sizeof(text));
	}
}
