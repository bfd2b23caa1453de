// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>
#include <string.h>

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#include "changes.h"
#include "offer.h"
#include "tally.h"

#define MOST_DRAWS 64

/* ---- what does no harm ---- */

/*
 * What both checkers accept is harmless if a cell gets no memory, port, interrupt or device but
 * those that the unchanged one gets: others may be Linux', which the checkers cannot know. It is
 * created and never started, so where it would see its memory, in which order and with which
 * rights, is all the same to Linux. CPUs it may have any that it gets: they are given back.
 */
static bool is_part_of(const struct jailhouse_memory *m, const struct jailhouse_memory *whole)
{
	const uint64_t rights = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_EXECUTE;
	uint64_t from = m->phys_start - whole->phys_start;

	return ((m->flags ^ whole->flags) & ~rights) == 0 && from <= whole->size &&
	       m->size <= whole->size - from;
}

static void allow_memory(struct jailhouse_memory *m, const struct jailhouse_memory *whole,
			 size_t index, size_t count)
{
	bool allowed = m->size == 0;

	for (size_t n = 0; n < count && !allowed; n++) {
		allowed = is_part_of(m, &whole[n]);
	}
	*m = allowed ? whole[index] : *m;
}

static void allow_pins(struct jailhouse_irqchip *chip, const struct jailhouse_irqchip *whole)
{
	for (size_t n = 0; n < ARRAY_SIZE(chip->pin_bitmap); n++) {
		if ((chip->pin_bitmap[n] & ~whole->pin_bitmap[n]) == 0) {
			chip->pin_bitmap[n] = whole->pin_bitmap[n];
		}
	}
}

static void allow_ports(struct jailhouse_pio *ports, const struct jailhouse_pio *whole)
{
	unsigned int from = ports->base - whole->base;

	if (ports->base >= whole->base && from + ports->length <= whole->length) {
		*ports = *whole;
	}
}

/* @data: a copy of the mutant's arrays behind its CPU set, in which what is harmless becomes what
 * it was. */
static void allow_less(uint8_t *data, const uint8_t *whole, const struct jailhouse_cell_desc *cell)
{
	size_t at = 0;

	for (unsigned int n = 0; n < cell->num_memory_regions; n++) {
		allow_memory((void *)(data + at), (const void *)whole, n, cell->num_memory_regions);
		at += sizeof(struct jailhouse_memory);
	}
	at += cell->num_cache_regions * sizeof(struct jailhouse_cache);
	for (unsigned int n = 0; n < cell->num_irqchips; n++) {
		allow_pins((void *)(data + at), (const void *)(whole + at));
		at += sizeof(struct jailhouse_irqchip);
	}
	for (unsigned int n = 0; n < cell->num_pio_regions; n++) {
		allow_ports((void *)(data + at), (const void *)(whole + at));
		at += sizeof(struct jailhouse_pio);
	}
}

static bool is_harmless_cell(const struct subject *subject, const struct mutant *mutant)
{
	const struct jailhouse_cell_desc *cell = (const void *)subject->file->data;
	const struct jailhouse_cell_desc *given = (const void *)mutant->data;
	const size_t counts = offsetof(struct jailhouse_cell_desc, num_memory_regions);
	const size_t counted = offsetof(struct jailhouse_cell_desc, vpci_irq_base) - counts;
	const uint8_t *arrays = subject->file->data + sizeof(*cell) + cell->cpu_set_size;
	size_t size = subject->file->size - sizeof(*cell) - cell->cpu_set_size;
	struct mutant copy;
	bool same;

	if (mutant->size != sizeof(*given) + given->cpu_set_size + size ||
	    memcmp((const uint8_t *)given + counts, (const uint8_t *)cell + counts, counted) != 0) {
		return false;
	}
	mutant_begin(&copy, subject);
	memcpy(copy.data, mutant->data + mutant->size - size, size);
	allow_less(copy.data, arrays, cell);
	same = memcmp(copy.data, arrays, size) == 0;
	mutant_free(&copy);
	return same;
}

/* Of a system, whatever is said of the machine is Linux': it runs on with what is left to it. */
static bool is_harmless_system(const struct subject *subject, const struct mutant *mutant)
{
	const size_t root = offsetof(struct jailhouse_system, root_cell);
	const size_t counts = root + offsetof(struct jailhouse_cell_desc, cpu_set_size);
	size_t size = subject->file->size;

	return mutant->size == size && memcmp(mutant->data, subject->file->data, root) == 0 &&
	       memcmp(mutant->data + counts, subject->file->data + counts, size - counts) == 0;
}

bool offer_is_harmless(const struct subject *subject, const struct mutant *mutant)
{
	return subject->file == &subject->board->files[0] ? is_harmless_system(subject, mutant)
							  : is_harmless_cell(subject, mutant);
}

/* ---- drawing ---- */

/* Each kind of mutation as often as the others, however many there are of it. */
static void mutate(struct offer *offer, struct generator *generator)
{
	const struct subject *subject = offer->subject;

	offer->kind = draw_below(generator, NUM_KINDS);
	if (offer->kind == KIND_DRAWN || subject->mutations[offer->kind].count == 0) {
		offer->kind = KIND_DRAWN;
		draw_mutant(subject, generator, &offer->mutant);
	} else {
		mutant_begin(&offer->mutant, subject);
		apply_mutation(subject, offer->kind,
			       draw_below(generator, subject->mutations[offer->kind].count),
			       &offer->mutant);
	}
}

/* With what is there already: nothing is when a system is offered, else the witness. */
static void judge(struct offer *offer)
{
	const struct board *board = offer->subject->board;
	const struct file *system = &board->files[0];
	struct row row = { .facts = &board->facts };
	char cause[48];

	if (offer->subject->file != system) {
		row_add(&row, system->name, system->data, system->size);
		for (size_t n = 1; n < board->num_files; n++) {
			const struct file *file = &board->files[n];

			if (strcmp(file->name, OFFER_WITNESS) == 0) {
				row_add(&row, file->name, file->data, file->size);
			}
		}
	}
	row_add(&row, "mutant", offer->mutant.data, offer->mutant.size);
	judge_row(&offer->verdict, &row);
	trial_cause(&offer->verdict, cause, sizeof(cause));
	if (offer->verdict.agreement == ONLY_PRODUCT_REFUSES && why_strict(cause)) {
		offer->verdict.agreement = BOTH_REFUSE;
	}
	offer->can_be_given = offer->verdict.agreement != BOTH_ACCEPT ||
			      offer_is_harmless(offer->subject, &offer->mutant);
}

/*
 * What both checkers accept and is not harmless is passed over: three of ten drawn systems (of all
 * kinds but files cut short) and two of ten cells, most of them with a region that was copied,
 * moved or made larger. So the refused ones' share is larger than where nothing runs.
 */
void offer_draw(struct offer *offer, const struct subject *subject, struct generator *generator)
{
	*offer = (struct offer){ .subject = subject };
	for (unsigned int n = 0; n < MOST_DRAWS && !offer->can_be_given; n++) {
		mutant_free(&offer->mutant);
		mutate(offer, generator);
		judge(offer);
	}
}

void offer_keep(struct offer *offer, const char *kept)
{
	changes_keep(offer->subject, &offer->mutant, kept);
	judge(offer);
}
