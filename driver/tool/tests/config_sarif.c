// SPDX-License-Identifier: GPL-2.0-only
/* What `jailhouse config check --sarif` prints keeps to the schema of SARIF 2.1.0. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include <jailhouse/cell-config.h>

#include "config_findings.h"

/*
 * The part of the schema that the document uses: of each object its properties, an asterisk before
 * those that it demands. It allows no others, but in a property bag.
 */
struct shape {
	const char *name, *properties;
};

static const struct shape shapes[] = {
	{ "sarifLog", "$schema:uri *version:2.1.0 *runs:run[]" },
	{ "run", "*tool:tool results:result[] invocations:invocation[]" },
	{ "tool", "*driver:toolComponent" },
	{ "toolComponent", "*name:string version:string rules:reportingDescriptor[]" },
	{ "reportingDescriptor", "*id:string shortDescription:message fullDescription:message "
				 "help:message defaultConfiguration:reportingConfiguration" },
	{ "reportingConfiguration", "level:level" },
	{ "invocation", "*executionSuccessful:boolean exitCode:integer "
			"toolExecutionNotifications:notification[]" },
	{ "notification", "level:level *message:message locations:location[]" },
	{ "result",
	  "ruleId:string ruleIndex:integer level:level *message:message locations:location[] "
	  "properties:bag" },
	{ "message", "*text:string" },
	{ "location", "physicalLocation:physicalLocation" },
	{ "physicalLocation", "*artifactLocation:artifactLocation" },
	{ "artifactLocation", "*uri:uri" },
};

static void expect_shape(const json_t *value, const char *type);

static bool is_one_of(const json_t *value, const char *words)
{
	const char *text = json_string_value(value), *at = text ? strstr(words, text) : NULL;

	return at && at[strlen(text)] == ' ';
}

static bool is_uri(const char *text)
{
	for (; text && *text; text++) {
		bool escape = *text == '%';

		if (escape && strspn(text + 1, "0123456789ABCDEF") < 2) {
			return false;
		}
		if (!escape && !strchr("-._~:/?#[]@!$&'()*+,;=", *text) &&
		    !(*text >= '0' && *text <= '9') && !(*text >= 'A' && *text <= 'Z') &&
		    !(*text >= 'a' && *text <= 'z')) {
			return false;
		}
	}
	return text;
}

/* @return: whether the type is none of the objects */
static bool is_simple(const json_t *value, const char *type)
{
	const char *text = json_string_value(value);

	if (strcmp(type, "string") == 0) {
		return text;
	} else if (strcmp(type, "boolean") == 0) {
		return json_is_boolean(value);
	} else if (strcmp(type, "integer") == 0) {
		return json_is_integer(value);
	} else if (strcmp(type, "bag") == 0) {
		return json_is_object(value);
	} else if (strcmp(type, "uri") == 0) {
		return is_uri(text);
	} else if (strcmp(type, "level") == 0) {
		return is_one_of(value, "none note warning error ");
	}
	return text && strcmp(text, type) == 0;
}

static const struct shape *find_shape(const char *type)
{
	for (size_t n = 0; n < ARRAY_SIZE(shapes); n++) {
		if (strcmp(shapes[n].name, type) == 0) {
			return &shapes[n];
		}
	}
	return NULL;
}

static void expect_array(const json_t *value, const char *type)
{
	json_t *element;
	size_t n;

	cr_assert(json_is_array(value), "%s", type);
	json_array_foreach(value, n, element)
	{
		expect_shape(element, type);
	}
}

static void expect_property(const json_t *object, char *property, size_t *seen)
{
	bool demanded = *property == '*';
	char *name = property + demanded, *type = strchr(name, ':'), *end;
	const json_t *value;

	*type++ = '\0';
	value = json_object_get(object, name);
	cr_expect(value || !demanded, "%s is missing", name);
	*seen += value != NULL;
	end = strstr(type, "[]");
	if (value && end) {
		*end = '\0';
		expect_array(value, type);
	} else if (value) {
		expect_shape(value, type);
	}
}

static void expect_shape(const json_t *value, const char *type)
{
	const struct shape *shape = find_shape(type);
	char *properties, *save;
	size_t seen = 0;

	if (!shape) {
		cr_expect(is_simple(value, type), "no %s: %s", type,
			  json_dumps(value, JSON_ENCODE_ANY));
		return;
	}
	cr_assert(json_is_object(value), "%s", type);
	properties = strdup(shape->properties);
	for (char *p = strtok_r(properties, " ", &save); p; p = strtok_r(NULL, " ", &save)) {
		expect_property(value, p, &seen);
	}
	cr_expect_eq(seen, json_object_size(value), "%s has properties that the schema lacks",
		     type);
	free(properties);
}

/* The document about two findings and a file that cannot be read, or nothing. */
static json_t *print_document(bool with_findings)
{
	struct jailhouse_reason overlap = { .code = JAILHOUSE_REASON_MEM_OVERLAP,
					    .object = JAILHOUSE_OBJECT_MEMORY,
					    .index = 3,
					    .found = ~0ULL };
	struct jailhouse_reason peers = { .code = JAILHOUSE_REASON_SHMEM_PEERS,
					  .cell = "a \"b\"\n\xff" };
	char *text = NULL;
	size_t size;
	struct findings findings = { .format = &findings_sarif,
				     .out = open_memstream(&text, &size) };
	json_error_t error;
	json_t *document;

	findings_sarif.begin(&findings);
	if (with_findings) {
		findings_sarif.add(&findings, true, "/cells/a b%\xc3\xbc.cell", &overlap);
		findings_sarif.add(&findings, false, "../c.cell", &peers);
		findings_sarif.unreadable(&findings, "nowhere", "cannot be \"opened\"");
	}
	findings_sarif.end(&findings, with_findings ? 2 : 0);
	fclose(findings.out);
	document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(document, "%s: %s", error.text, text);
	free(text);
	return document;
}

static json_t *result_of(const json_t *document, size_t n)
{
	json_t *run = json_array_get(json_object_get(document, "runs"), 0);

	return json_array_get(json_object_get(run, "results"), n);
}

static const char *uri_of(json_t *result)
{
	const char *uri = NULL;

	json_unpack(result, "{s:[{s:{s:{s:s}}}]}", "locations", "physicalLocation",
		    "artifactLocation", "uri", &uri);
	return uri;
}

Test(sarif, keeps_to_the_schema)
{
	json_t *empty = print_document(false), *full = print_document(true);

	expect_shape(empty, "sarifLog");
	expect_shape(full, "sarifLog");
	json_decref(empty);
	json_decref(full);
}

Test(sarif, says_rule_level_and_file)
{
	json_t *document = print_document(true), *first = result_of(document, 0);
	json_t *second = result_of(document, 1);

	cr_expect_str_eq(json_string_value(json_object_get(first, "level")), "error");
	cr_expect_str_eq(uri_of(first), "file:///cells/a%20b%25%C3%BC.cell");
	cr_expect_str_eq(json_string_value(json_object_get(second, "level")), "warning");
	cr_expect_str_eq(uri_of(second), "../c.cell");
	cr_expect_null(result_of(document, 2));
	json_decref(document);
}

static json_t *rules_of(const json_t *document)
{
	json_t *run = json_array_get(json_object_get(document, "runs"), 0);

	return json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
}

static const char *text_of(json_t *rule, const char *name)
{
	const char *text = json_string_value(json_object_get(json_object_get(rule, name), "text"));

	return text ? text : "";
}

/* A result's rule says of any such result what is wrong and what to do. */
Test(sarif, each_result_has_its_rule)
{
	json_t *document = print_document(true);

	for (size_t n = 0; n < 2; n++) {
		json_t *result = result_of(document, n),
		       *index = json_object_get(result, "ruleIndex");
		json_t *rule = json_array_get(rules_of(document), json_integer_value(index));

		cr_assert_not_null(rule);
		cr_expect_str_eq(json_string_value(json_object_get(rule, "id")),
				 json_string_value(json_object_get(result, "ruleId")));
	}
	json_decref(document);
}

Test(sarif, rules_are_all_that_a_check_may_say)
{
	json_t *document = print_document(false), *rule, *seen = json_object();
	size_t n;

	json_array_foreach(rules_of(document), n, rule)
	{
		const char *id = json_string_value(json_object_get(rule, "id"));
		const char *whole = text_of(rule, "fullDescription"), *help = text_of(rule, "help");
		const char *what = text_of(rule, "shortDescription");

		cr_expect_eq(json_object_set_new_nocheck(seen, id, json_true()), 0);
		cr_expect(*help && *what && strstr(whole, help) && strstr(whole, what), "%s: %s",
			  id, whole);
		cr_expect_null(strchr(whole, '$'), "%s: %s", id, whole);
	}
	cr_expect_eq(json_object_size(seen), json_array_size(rules_of(document)),
		     "a rule stands twice");
	cr_expect_not_null(json_object_get(seen, "reason-45"));
	cr_expect_not_null(json_object_get(seen, "reason-400"));
	cr_expect_null(json_object_get(seen, "reason-200"), "a reason of run time");
	rule = json_array_get(rules_of(document), 0);
	cr_expect_str_eq(text_of(rule, "shortDescription"),
			 "the file has (found) bytes, its header alone takes (expected)");
	json_decref(seen);
	json_decref(document);
}

Test(sarif, an_unreadable_file_is_told_of_the_invocation)
{
	json_t *document = print_document(true), *run, *notification = NULL;
	int done = -1;

	run = json_array_get(json_object_get(document, "runs"), 0);
	cr_assert_eq(json_unpack(run, "{s:[{s:b, s:[o]}]}", "invocations", "executionSuccessful",
				 &done, "toolExecutionNotifications", &notification),
		     0);
	cr_expect_eq(done, 0);
	cr_expect_str_eq(json_string_value(json_object_get(notification, "level")), "error");
	cr_expect_str_eq(text_of(notification, "message"), "cannot be \"opened\"");
	cr_expect_str_eq(uri_of(notification), "nowhere");
	json_decref(document);
}
