// SPDX-License-Identifier: GPL-2.0-only
#include <config/sentence.h>

#include "config_findings.h"

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
	/* numbers of JSON are exact up to 53 bits: as text */
	fprintf(out, "      \"found\": \"0x%llx\", \"expected\": \"0x%llx\",\n      \"sentence\": ",
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
	fprintf(findings->out, "%s],\n  \"accepted\": %s\n}\n", findings->count ? "\n  " : "",
		status == 0 ? "true" : "false");
}

const struct findings_format findings_json = { "--json", begin, add, unreadable, end };
