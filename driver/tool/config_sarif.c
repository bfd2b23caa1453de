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

/* As a result without a rule: what was to be checked is not there. */
static void unreadable(struct findings *findings, const char *path, const char *sentence)
{
	FILE *out = findings->out;

	fprintf(out, "%s\n      { \"ruleId\": \"unreadable\", \"level\": \"error\",\n",
		findings->count++ ? "," : "");
	fprintf(out, "        \"message\": { \"text\": ");
	findings_put_string(out, sentence);
	fprintf(out, " },\n        \"locations\": [{ \"physicalLocation\": { "
		     "\"artifactLocation\": { \"uri\": ");
	put_uri(out, path);
	fprintf(out, " } } }] }");
}

/* The check has done its work, whatever it found, unless it had nothing to read. */
static void end(struct findings *findings, int status)
{
	fprintf(findings->out,
		"%s],\n    \"invocations\": [{ \"executionSuccessful\": %s, \"exitCode\": %d }]\n"
		"  }]\n}\n",
		findings->count ? "\n    " : "", status < 2 ? "true" : "false", status);
}

const struct findings_format findings_sarif = { "--sarif", begin, add, unreadable, end };
