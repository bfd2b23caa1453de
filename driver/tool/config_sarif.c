// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <string.h>

#include <config/sentence.h>

#include "config_findings.h"

#define SCHEMA                                                                                     \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* The path as a reference, relative to where the check was run unless it is absolute. */
static void put_uri(FILE *out, const char *path)
{
	fprintf(out, "\"%s", *path == '/' ? "file://" : "");
	for (; *path; path++) {
		unsigned char c = *path;

		if (isalnum(c) || strchr("-._~/", c)) {
			fputc(c, out);
		} else {
			fprintf(out, "%%%02X", c);
		}
	}
	fputc('"', out);
}

static void begin(struct findings *findings)
{
	fprintf(findings->out,
		"{\n  \"$schema\": \"%s\",\n  \"version\": \"2.1.0\",\n  \"runs\": [{\n"
		"    \"tool\": { \"driver\": { \"name\": \"jailhouse config check\", "
		"\"version\": \"%s\" } },\n"
		"    \"results\": [",
		SCHEMA, TOOL_VERSION);
}

static void add(struct findings *findings, bool refused, const char *path,
		const struct jailhouse_reason *reason)
{
	char sentence[REASON_SENTENCE_MAX];
	FILE *out = findings->out;

	reason_sentence(sentence, sizeof(sentence), reason);
	/* codes are never renumbered */
	fprintf(out, "%s\n      { \"ruleId\": \"reason-%u\", \"level\": \"%s\",\n",
		findings->count++ ? "," : "", reason->code, refused ? "error" : "warning");
	fprintf(out, "        \"message\": { \"text\": ");
	findings_put_string(out, sentence);
	fprintf(out, " },\n        \"locations\": [{ \"physicalLocation\": { "
		     "\"artifactLocation\": { \"uri\": ");
	put_uri(out, path);
	fprintf(out, " } } }],\n        \"properties\": { ");
	fprintf(out, "\"object\": %u, \"index\": %u, \"field\": %u, ", reason->object,
		reason->index, reason->field);
	fprintf(out, "\"found\": \"0x%llx\", \"expected\": \"0x%llx\" } }",
		(unsigned long long)reason->found, (unsigned long long)reason->expected);
}

/* The check has done its work, whatever it found. */
static void end(struct findings *findings, bool accepted)
{
	fprintf(findings->out,
		"%s],\n    \"invocations\": [{ \"executionSuccessful\": true, \"exitCode\": %d }]\n"
		"  }]\n}\n",
		findings->count ? "\n    " : "", accepted ? 0 : 1);
}

const struct findings_format findings_sarif = { "--sarif", begin, add, end };
