/* SPDX-License-Identifier: GPL-2.0-only */
/* A run as one HTML page that needs nothing else: no network, no other file. */
#ifndef YARD_PAGE_H
#define YARD_PAGE_H

#include <jansson.h>

#include "database.h"
#include "../base/text.h"

struct page_request {
	struct database *db;
	const char *run;    /* name of the run to show */
	const char *before; /* run to compare with, one of the store's; NULL: run_before() */
	const char *runs;   /* the folder results/runs, for logs and recordings */
	json_t *claims;	    /* {scenario: claim} */
	json_t *kernels;    /* {machine: its default kernel} */
};

/* Append the page to @out. Fails with a sentence if the store does not know the run. */
int page_write(const struct page_request *request, struct text *out, struct problem *why);

#endif
