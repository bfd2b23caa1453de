// SPDX-License-Identifier: GPL-2.0-only
#include <config/sentence.h>

#include "config_findings.h"
#include "reason-names.h"

#define NUM_OF(array) (sizeof(array) / sizeof((array)[0]))

void findings_put_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\') {
			fprintf(out, "\\%c", c);
		} else if (c < 0x20 || c >= 0x7f) {
			/* a name from a file may hold any byte: as Latin-1, which JSON can say */
			fprintf(out, "\\u%04x", c);
		} else {
			fputc(c, out);
		}
	}
	fputc('"', out);
}

/* As the header calls it; numbers alone would have to be looked up there. */
static void put_name(FILE *out, const char *key, const char *const *names, size_t count,
		     unsigned int number)
{
	fprintf(out, "\"%s\": ", key);
	findings_put_string(out, number < count && names[number] ? names[number] : "");
	fprintf(out, ", ");
}

static void begin(struct findings *findings)
{
	fprintf(findings->out, "{\n  \"findings\": [");
}

static void add(struct findings *findings, bool refused, const char *path,
		const struct jailhouse_reason *reason)
{
	char sentence[REASON_SENTENCE_MAX];
	FILE *out = findings->out;

	reason_sentence(sentence, sizeof(sentence), reason);
	fprintf(out, "%s\n    { \"verdict\": \"%s\", \"file\": ", findings->count++ ? "," : "",
		refused ? "refused" : "warning");
	findings_put_string(out, path);
	fprintf(out, ", \"code\": %u, \"object\": %u, \"index\": %u, \"field\": %u,\n",
		reason->code, reason->object, reason->index, reason->field);
	fprintf(out, "      ");
	put_name(out, "code_name", code_names, NUM_OF(code_names), reason->code);
	put_name(out, "object_name", object_names, NUM_OF(object_names), reason->object);
	put_name(out, "field_name", field_names, NUM_OF(field_names), reason->field);
	/* numbers of JSON are exact up to 53 bits: as text */
	fprintf(out, "\"found\": \"0x%llx\", \"expected\": \"0x%llx\",\n      \"sentence\": ",
		(unsigned long long)reason->found, (unsigned long long)reason->expected);
	findings_put_string(out, sentence);
	fprintf(out, " }");
}

static void unreadable(struct findings *findings, const char *path, const char *sentence)
{
	FILE *out = findings->out;

	fprintf(out,
		"%s\n    { \"verdict\": \"unreadable\", \"file\": ", findings->count++ ? "," : "");
	findings_put_string(out, path);
	fprintf(out, ", \"sentence\": ");
	findings_put_string(out, sentence);
	fprintf(out, " }");
}

static void end(struct findings *findings, int status)
{
	(void)status;
	fprintf(findings->out, "%s],\n  \"accepted\": %s\n}\n", findings->count ? "\n  " : "",
		findings->refused ? "false" : "true");
}

const struct findings_format findings_json = { "--json", begin, add, unreadable, end };
