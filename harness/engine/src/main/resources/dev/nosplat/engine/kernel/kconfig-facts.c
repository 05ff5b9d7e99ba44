// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes down what a tree's own Kconfig code knows: one JSON object a line for
 * every symbol that the tree defines, with its value, where it is defined, and
 * every expression that decides about it, each with its current value.
 *
 * Linked against the tree's scripts/kconfig objects, run in the environment
 * in which make runs conf. Nothing about Kconfig's language is decided here.
 * Seen to build and run on 6.12, 7.2 and 7.3.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <list.h>
#include "lkc.h"

static FILE *out;

static const char *tristate_name(tristate value)
{
	return value == yes ? "y" : value == mod ? "m" : "n";
}

static void put_string(const char *text)
{
	const unsigned char *c;

	fputc('"', out);
	for (c = (const unsigned char *)(text ? text : ""); *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out, "\\%c", *c);
		else if (*c < 0x20)
			fprintf(out, "\\u%04x", *c);
		else
			fputc(*c, out);
	}
	fputc('"', out);
}

static void put_place(const char *file, int line)
{
	fputs("\"file\":", out);
	put_string(file);
	fprintf(out, ",\"line\":%d", line);
}

/* A constant, or a symbol's name: what stands in an expression's leaf. */
static void put_leaf(const struct symbol *sym)
{
	bool constant = sym->flags & SYMBOL_CONST || sym->type == S_UNKNOWN;

	fputs(constant ? "\"constant\":" : "\"symbol\":", out);
	put_string(sym->name);
}

static void put_expr(struct expr *e);

/* a && b && c is one list of three, as people read it. */
static void put_terms(struct expr *e, enum expr_type type, bool *first)
{
	if (e->type == type) {
		put_terms(e->left.expr, type, first);
		put_terms(e->right.expr, type, first);
		return;
	}
	if (!*first)
		fputc(',', out);
	*first = false;
	put_expr(e);
}

static const char *comparison(enum expr_type type)
{
	switch (type) {
	case E_EQUAL:
		return "=";
	case E_UNEQUAL:
		return "!=";
	case E_LTH:
		return "<";
	case E_LEQ:
		return "<=";
	case E_GTH:
		return ">";
	case E_GEQ:
		return ">=";
	default:
		return NULL;
	}
}

static void put_compared(struct symbol *sym)
{
	sym_calc_value(sym);
	fputc('{', out);
	put_leaf(sym);
	fputs(",\"value\":", out);
	put_string(sym_get_string_value(sym));
	fputc('}', out);
}

/* No expression at all means y: Kconfig keeps "no condition" as NULL. */
static void put_expr(struct expr *e)
{
	bool first = true;

	if (!e) {
		fputs("{\"value\":\"y\",\"constant\":\"y\"}", out);
		return;
	}
	/* A range is no condition: it has bounds instead of a value. */
	fprintf(out, "{\"value\":\"%s\",",
		e->type == E_RANGE ? "y" : tristate_name(expr_calc_value(e)));
	switch (e->type) {
	case E_SYMBOL:
		put_leaf(e->left.sym);
		break;
	case E_NOT:
		fputs("\"not\":", out);
		put_expr(e->left.expr);
		break;
	case E_AND:
	case E_OR:
		fputs(e->type == E_AND ? "\"and\":[" : "\"or\":[", out);
		put_terms(e, e->type, &first);
		fputc(']', out);
		break;
	case E_RANGE:
		fputs("\"low\":", out);
		put_compared(e->left.sym);
		fputs(",\"high\":", out);
		put_compared(e->right.sym);
		break;
	default:
		fputs("\"compare\":", out);
		put_string(comparison(e->type));
		fputs(",\"left\":", out);
		put_compared(e->left.sym);
		fputs(",\"right\":", out);
		put_compared(e->right.sym);
	}
	fputc('}', out);
}

/* Every property of one kind: what it says, when it holds, where it stands. */
static void put_properties(const char *name, struct symbol *sym,
			   enum prop_type type)
{
	struct property *prop;
	bool first = true;

	fprintf(out, ",\"%s\":[", name);
	for (prop = sym->prop; prop; prop = prop->next) {
		/* A menuconfig's prompt is a P_MENU. */
		if (prop->type != type &&
		    !(type == P_PROMPT && prop->type == P_MENU))
			continue;
		if (!first)
			fputc(',', out);
		first = false;
		fputc('{', out);
		put_place(prop->filename, prop->lineno);
		if (type == P_PROMPT) {
			fputs(",\"text\":", out);
			put_string(prop->text);
		} else {
			fputs(",\"what\":", out);
			put_expr(prop->expr);
		}
		fputs(",\"when\":", out);
		put_expr(prop->visible.expr);
		fputc('}', out);
	}
	fputc(']', out);
}

static void put_definitions(struct symbol *sym)
{
	struct menu *menu;
	bool first = true;

	fputs(",\"defined\":[", out);
	list_for_each_entry(menu, &sym->menus, link) {
		if (!first)
			fputc(',', out);
		first = false;
		fputc('{', out);
		put_place(menu->filename, menu->lineno);
		fputc('}', out);
	}
	fputc(']', out);
}

static void put_choice(struct symbol *sym)
{
	struct menu *choice = sym_get_choice_menu(sym);
	struct menu *member;
	bool first = true;

	if (!choice)
		return;
	fputs(",\"choice\":{\"text\":", out);
	put_string(choice->prompt ? choice->prompt->text : "");
	fputs(",\"members\":[", out);
	for (member = choice->list; member; member = member->next) {
		if (!member->sym || !member->sym->name)
			continue;
		if (!first)
			fputc(',', out);
		first = false;
		put_string(member->sym->name);
	}
	fputs("]}", out);
}

static void put_reverse(const char *name, struct expr *e)
{
	bool first = true;

	fprintf(out, ",\"%s\":[", name);
	if (e)
		put_terms(e, E_OR, &first);
	fputc(']', out);
}

static void put_symbol(struct symbol *sym)
{
	fputs("{\"name\":", out);
	put_string(sym->name);
	fputs(",\"type\":", out);
	put_string(sym_type_name(sym->type));
	fputs(",\"value\":", out);
	put_string(sym_get_string_value(sym));
	fprintf(out, ",\"visible\":\"%s\"", tristate_name(sym->visible));
	put_definitions(sym);
	fputs(",\"depends\":", out);
	put_expr(sym->dir_dep.expr);
	put_properties("prompts", sym, P_PROMPT);
	put_properties("defaults", sym, P_DEFAULT);
	put_properties("selects", sym, P_SELECT);
	put_properties("implies", sym, P_IMPLY);
	put_properties("ranges", sym, P_RANGE);
	put_reverse("selectedBy", sym->rev_dep.expr);
	put_reverse("impliedBy", sym->implied.expr);
	put_choice(sym);
	fputs("}\n", out);
}

int main(int argc, char *argv[])
{
	struct symbol **symbols;
	int i;

	if (argc != 4) {
		fprintf(stderr, "usage: %s KCONFIG .CONFIG OUTPUT\n", argv[0]);
		return 2;
	}
	conf_parse(argv[1]);
	if (conf_read(argv[2])) {
		fprintf(stderr, "%s cannot be read\n", argv[2]);
		return 1;
	}
	out = fopen(argv[3], "w");
	if (!out) {
		perror(argv[3]);
		return 1;
	}
	/* Every symbol with a name, its value calculated. */
	symbols = sym_re_search(".");
	for (i = 0; symbols && symbols[i]; i++)
		if (symbols[i]->type != S_UNKNOWN)
			put_symbol(symbols[i]);
	if (fclose(out)) {
		perror(argv[3]);
		return 1;
	}
	return 0;
}
