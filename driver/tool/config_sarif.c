// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <config/sentence.h>

#include "config_findings.h"

/* Codes are grouped, and never renumbered: see jailhouse/reason.h. */
#define FIRST_AT_RUN_TIME 200
#define FIRST_WARNING	  400
#define END_OF_CODES	  500

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

/* What only the hypervisor at run time and the driver say is none of these. */
static bool is_rule(unsigned int code)
{
	char sentence[REASON_SENTENCE_MAX];

	return (code < FIRST_AT_RUN_TIME || code >= FIRST_WARNING) &&
	       reason_in_general(sentence, sizeof(sentence), code) > 0;
}

static unsigned int rule_index(unsigned int code)
{
	unsigned int index = 0;

	for (unsigned int n = 0; n < code; n++) {
		index += is_rule(n);
	}
	return index;
}

static void put_text(FILE *out, const char *name, const char *text)
{
	fprintf(out, "\"%s\": { \"text\": ", name);
	findings_put_string(out, text);
	fprintf(out, " }");
}

/* What is wrong; as help what to do, which stands behind the last semicolon, if it is told. */
static void put_rule(FILE *out, unsigned int code)
{
	char sentence[REASON_SENTENCE_MAX];
	char *fix;

	reason_in_general(sentence, sizeof(sentence), code);
	fix = strrchr(sentence, ';');
	fprintf(out, "%s\n        { \"id\": \"reason-%u\", ", rule_index(code) ? "," : "", code);
	put_text(out, "fullDescription", sentence);
	if (fix) {
		*fix = 0;
		fix += 1 + strspn(fix + 1, " ");
	}
	fprintf(out, ",\n          ");
	put_text(out, "shortDescription", sentence);
	fprintf(out, ",\n          ");
	put_text(out, "help", fix ? fix : sentence);
	fprintf(out, ",\n          \"defaultConfiguration\": { \"level\": \"%s\" } }",
		code < FIRST_WARNING ? "error" : "warning");
}

static void begin(struct findings *findings)
{
	FILE *out = findings->out;

	fprintf(out,
		"{\n  \"$schema\": \"%s\",\n  \"version\": \"2.1.0\",\n  \"runs\": [{\n"
		"    \"tool\": { \"driver\": { \"name\": \"jailhouse config check\", "
		"\"version\": \"%s\",\n      \"rules\": [",
		SCHEMA, TOOL_VERSION);
	for (unsigned int code = 1; code < END_OF_CODES; code++) {
		if (is_rule(code)) {
			put_rule(out, code);
		}
	}
	fprintf(out, "\n      ] } },\n    \"results\": [");
}

static void put_location(FILE *out, const char *path)
{
	fprintf(out, "\"locations\": [{ \"physicalLocation\": { \"artifactLocation\": { \"uri\": ");
	put_uri(out, path);
	fprintf(out, " } } }]");
}

static void add(struct findings *findings, bool refused, const char *path,
		const struct jailhouse_reason *reason)
{
	char sentence[REASON_SENTENCE_MAX];
	FILE *out = findings->out;

	reason_sentence(sentence, sizeof(sentence), reason);
	fprintf(out, "%s\n      { \"ruleId\": \"reason-%u\", ", findings->count++ ? "," : "",
		reason->code);
	if (is_rule(reason->code)) {
		fprintf(out, "\"ruleIndex\": %u, ", rule_index(reason->code));
	}
	fprintf(out, "\"level\": \"%s\",\n        ", refused ? "error" : "warning");
	put_text(out, "message", sentence);
	fprintf(out, ",\n        ");
	put_location(out, path);
	fprintf(out, ",\n        \"properties\": { ");
	fprintf(out, "\"object\": %u, \"index\": %u, \"field\": %u, ", reason->object,
		reason->index, reason->field);
	fprintf(out, "\"found\": \"0x%llx\", \"expected\": \"0x%llx\" } }",
		(unsigned long long)reason->found, (unsigned long long)reason->expected);
}

/* No result, as nothing was looked at: end() tells it of the invocation. */
static void unreadable(struct findings *findings, const char *path, const char *sentence)
{
	char *before = findings->notification;
	FILE *out = open_memstream(&findings->notification, &findings->notification_size);

	if (!out) {
		return;
	}
	fprintf(out, "%s%s{ \"level\": \"error\", ", before ? before : "", before ? ", " : "");
	put_text(out, "message", sentence);
	fprintf(out, ", ");
	put_location(out, path);
	fprintf(out, " }");
	fclose(out);
	free(before);
}

/* The check has done its work, whatever it found, unless it had nothing to read. */
static void end(struct findings *findings, int status)
{
	FILE *out = findings->out;

	fprintf(out, "%s],\n    \"invocations\": [{ \"executionSuccessful\": %s, \"exitCode\": %d",
		findings->count ? "\n    " : "", status < 2 ? "true" : "false", status);
	if (findings->notification) {
		fprintf(out, ",\n      \"toolExecutionNotifications\": [%s]",
			findings->notification);
	}
	fprintf(out, " }]\n  }]\n}\n");
	free(findings->notification);
	findings->notification = NULL;
}

const struct findings_format findings_sarif = { "--sarif", begin, add, unreadable, end };
