/* fields_facts.c: the fields of facts, and of what Azure says otherwise. */
#include "config.h"

#include "report_int.h"

/* ---- facts ---- */

static void fact_kind(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_text(out, fact->kind);
}

static void fact_id(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_text(out, fact->id);
}

static void fact_name(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_text(out, fact->name);
}

static void fact_end_of_support(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_date(out, fact->end_of_support);
}

static void fact_images_removed(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_date(out, fact->images_removed);
}

static void fact_own(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_answer(out, fact->is_own ? AK_YES : AK_NO);
}

static void fact_as_of(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_text(out, fact->source->as_of);
}

static void fact_source(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_text(out, fact->source->name);
}

static void fact_link(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_text(out, fact->source->link);
}

static void fact_note(const void *row, struct ak__value *out)
{
    const struct ak_report_fact *fact = row;

    ak__set_text(out, fact->note);
}

static const struct ak__field_row fact_fields[] = {
    {.name = "kind", .heading = "KIND", .value = fact_kind},
    {.name = "id", .heading = "ID", .value = fact_id},
    {.name = "name", .heading = "NAME", .value = fact_name},
    {.name = "endOfSupport", .heading = "SUPPORT ENDS", .value = fact_end_of_support},
    {.name = "imagesRemoved", .heading = "IMAGES REMOVED", .value = fact_images_removed},
    {.name = "own", .heading = "OWN", .value = fact_own},
    {.name = "asOf", .heading = "AS OF", .value = fact_as_of},
    {.name = "source", .heading = "SOURCE", .value = fact_source},
    {.name = "link", .value = fact_link},
    {.name = "note", .value = fact_note},
};

const struct ak__kind ak__kind_facts = {.fields = fact_fields,
                                        .field_count = sizeof fact_fields / sizeof fact_fields[0]};

/* ---- disagreements ---- */

static void difference_subject(const void *row, struct ak__value *out)
{
    const struct ak_disagreement *difference = row;

    ak__set_text(out, difference->subject);
}

static void difference_region(const void *row, struct ak__value *out)
{
    const struct ak_disagreement *difference = row;

    ak__set_text(out, difference->region);
}

static void difference_azure(const void *row, struct ak__value *out)
{
    const struct ak_disagreement *difference = row;

    ak__set_text(out, difference->live);
}

static void difference_facts(const void *row, struct ak__value *out)
{
    const struct ak_disagreement *difference = row;

    ak__set_text(out, difference->facts);
}

static void difference_effect(const void *row, struct ak__value *out)
{
    const struct ak_disagreement *difference = row;

    ak__set_text(out, difference->effect);
}

static void difference_source(const void *row, struct ak__value *out)
{
    const struct ak_disagreement *difference = row;

    ak__set_text(out, difference->source != NULL ? difference->source->name : NULL);
}

static void difference_as_of(const void *row, struct ak__value *out)
{
    const struct ak_disagreement *difference = row;

    ak__set_text(out, difference->source != NULL ? difference->source->as_of : NULL);
}

static const struct ak__field_row difference_fields[] = {
    {.name = "subject", .heading = "SUBJECT", .value = difference_subject},
    {.name = "region", .heading = "REGION", .value = difference_region},
    {.name = "azure", .heading = "AZURE SAYS", .value = difference_azure},
    {.name = "facts", .heading = "THE FACTS SAY", .value = difference_facts},
    {.name = "effect", .heading = "EFFECT", .value = difference_effect},
    {.name = "source", .value = difference_source},
    {.name = "asOf", .value = difference_as_of},
};

const struct ak__kind ak__kind_disagreements = {.fields = difference_fields,
                                                .field_count = sizeof difference_fields /
                                                               sizeof difference_fields[0]};
