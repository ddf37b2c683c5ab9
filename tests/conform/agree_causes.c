/* agree_causes.c: the tables of agree_causes.h. */
#include "config.h"

#include "tests/conform/agree_causes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Rules of the product, and those of the simulator that say the same. */
static const struct {
    const char *product;
    const char *simulator; /* separated by blanks */
} pairs[] = {
    {"unavailable.system", "unavailable.system"},
    {"ossku.update", "ossku.update ossku.values windows.ossku-update"},
    {"windows.ossku-update", "windows.ossku-update"},
    {"ostype.immutable", "changed"},
    {"vmsize.immutable", "changed"},
    {"cvm.update", "changed"},
    {"spot.immutable", "changed"},
    {"zones.immutable", "changed"},
    {"hostenc.immutable", "changed"},
    {"osdisk.immutable", "changed"},
    {"maxpods.immutable", "changed"},
    {"publicip.immutable", "changed"},
    {"upgrade.downgrade", "version.downgrade"},
    {"upgrade.profile", "version.upgrade"},
    {"cluster.stopped", "state.stopped"},
    {"mode.last-system", "mode.last-system mode.last-system.delete"},
    {"stop.system", "mode.system.stop"},
    {"tags", "tags.name tags.count tags.value"},
    {"soak", "soak"},
    {"drain", "drain"},
    {"spot.price", "spot.price"},
    {"priority.values", "priority.values"},
    {"runtime.values", "runtime.values"},
    {"mode.values", "mode.values"},
    {"ostype.values", "ostype.values"},
    {"version.skew", "version.skew version.newer"},
    {"version.format", "version.form"},
    {"spot.eviction", "spot.eviction"},
    {"osdisk.type", "osdisk.values"},
    {"hostenc", "hostenc"},
    {"unavailable", "unavailable.format"},
    {"subnet", "subnet"},
    {"limit.pools", "limit.pools"},
    {"windows.cni", "windows.cni"},
    {"windows.profile", "windows.profile"},
    {"surge.limit", "surge.limit"},
    {"limit.nodes", "limit.nodes"},
    {"name.pattern", "name.pattern"},
    {"name.windows", "name.windows"},
    {"name.unique", "changed mode.last-system windows.ossku-update ossku.update changed.type"},
    {"mode.system.os", "mode.system.os"},
    {"ossku.os", "ossku.values"},
    {"ossku.values", "ossku.values"},
    {"ossku.version", "os.kubernetes"},
    {"vmsize.offered", "vmsize.offered"},
    {"vmsize.restricted", "vmsize.restricted"},
    {"cvm.exclusions", "cvm.windows cvm.fips cvm.trusted-launch cvm.kata cvm.tdx"},
    {"cvm.os", "cvm.os os.image"},
    {"cvm.tdx", "cvm.tdx"},
    {"os.removed", "os.closed"},
    {"os.new-pools", "os.closed"},
    {"labels.reserved", "labels.kubernetes labels.azure"},
    {"labels.syntax", "labels.value labels.name labels.prefix"},
    {"maxpods.range", "maxpods.range"},
    {"maxpods.system", "maxpods.system"},
    {"zones", "zones zones.region"},
    {"zones.size", "zones zones.restricted"},
    {"osdisk.ephemeral", "osdisk.ephemeral osdisk.ephemeral.fits"},
    {"osdisk.size", "osdisk.size"},
    {"kata", "kata"},
    {"arm64", "arm64.kata arm64.windows arm64.trusted-launch fips.arm64"},
    {"fips.os", "kata fips.ubuntu2404 fips.windows2025 fips.arm64 fips.trusted-launch os.image"},
    {"trusted-launch",
     "kata trusted-launch.size trusted-launch.windows arm64.trusted-launch fips.trusted-launch"},
    {"count.user", "count.range"},
    {"count.system", "count.range count.system autoscaler.system"},
    {"quota.spot", "quota.spot"},
    {"quota.family", "cvm.quota"},
    {"cvm.quota", "cvm.quota"},
    {"quota.region", "quota.region"},
    {"surge.format", "surge.format"},
    {"surge.zero", "surge.zero surge.zero.alone"},
    {"autoscaler.order", "autoscaler.order autoscaler.count"},
    {"autoscaler.range", "autoscaler.given autoscaler.range"},
    {"taints.syntax", "taints.syntax"},
    {"taints.system", "taints.system"},
    {"mode.system.spot", "mode.system.spot"},
    {"spot.size", "spot.size"},
    {"mode.system.series", "mode.system.size"},
    {"mode.system.size", "mode.system.size"},
    {"mode.system.memory", "mode.system.size"},
    {"feature.needed", "feature"},
    {"acl", "acl"},
    {"gen1", "gen1"},
    {"gen2.windows2019", "gen2.windows2019"},
    {"version.offered", "version.offered"},
};

/* What only one side refuses, and why that is meant. */
static const struct {
    const char *side;
    const char *rule;
    const char *when; /* the question has it; "": any */
    const char *reason;
} meant[] = {
    {"simulator", "cvm.tdx", "",
     "the article on confidential pools has Intel TDX as an option, the documentation since May "
     "2026 says that it is not supported: the product warns, the simulator keeps to the newest"},
    {"simulator", "os.image", "Standard_DC4es_v6", "as cvm.tdx: not a confidential image either"},
    {"simulator", "changed", "workload-runtime=KataVmIsolation",
     "no source tells that the runtime of a pool can change, nor that it can't: the product warns"},
    {"product", "stop.state", "later.powerState.code=\"Stopped\"",
     "Azure takes it and changes nothing: the product says that the pool is stopped already"},
    {"product", "stop.system", "later.powerState.code=\"Stopped\"", "as stop.state"},
    {"product", "start.state", "",
     "Azure takes it and changes nothing: the product says that the pool is not stopped"},
    {"product", "scale.autoscaler", "",
     "the Azure CLI refuses it too: the autoscaler would take the count back"},
    {"product", "os.removed", "",
     "Azure takes the change of a pool whose image is gone, and fails midway"},
    {"simulator", "version.offered", "minor=",
     "the documentation says both that no pool can be made with a version that is not offered any "
     "more, and that one can that fits the control plane: the product warns"},
    {"simulator", "cvm.quota", "enable-cluster-autoscaler=yes",
     "what the autoscaler may make some day is no vCPU yet: the product warns"},
    {"simulator", "cvm.quota", "later.powerState.code=\"Stopped\"",
     "no source tells whether a stopped pool keeps its quota: the product warns"},
    {"simulator", "osdisk.ephemeral.fits", "node-osdisk-size=2048",
     "how large the cache of a size is, is not read: the product remarks that it was not checked"},
    {"product", "runtime.values", "workload-runtime=WasmWasi",
     "retired, so the product does not offer it; the simulator takes it as in recordings of its "
     "time"},
};

static bool lists(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = list; (at = strstr(at, word)) != NULL; at += len) {
        bool begins = at == list || at[-1] == ' ';

        if (begins && (at[len] == ' ' || at[len] == '\0'))
            return true;
    }
    return false;
}

static bool say_the_same(const char *product, const char *simulator)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (strcmp(pairs[i].product, product) == 0 && lists(pairs[i].simulator, simulator))
            return true;
    }
    return false;
}

static bool share_a_reason(const struct opinion *product, const struct opinion *simulator)
{
    for (size_t i = 0; i < product->count; i++) {
        for (size_t j = 0; j < simulator->count; j++) {
            if (say_the_same(product->rules[i], simulator->rules[j]))
                return true;
        }
    }
    return false;
}

static const char *reason_of(const char *side, const char *rule, const char *question,
                             struct causes_met *met)
{
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        if (strcmp(meant[i].side, side) == 0 && strcmp(meant[i].rule, rule) == 0 &&
            strstr(question, meant[i].when) != NULL) {
            met->met[i] = true;
            return meant[i].reason;
        }
    }
    return NULL;
}

/* The first rule's reason when each rule has one, "" without rules, else NULL. */
static const char *explain(const char *side, const struct opinion *opinion, const char *question,
                           struct causes_met *met)
{
    const char *first = "";

    for (size_t i = 0; i < opinion->count; i++) {
        const char *reason = reason_of(side, opinion->rules[i], question, met);

        if (reason == NULL)
            return NULL;
        first = i == 0 ? reason : first;
    }
    return first;
}

static void print(const char *side, const struct opinion *opinion, char *out, size_t size)
{
    size_t len = strlen(out);

    if (opinion->count == 0)
        return;
    snprintf(out + len, size - len, "%s%s alone:", len > 0 ? ", " : "", side);
    for (size_t i = 0; i < opinion->count; i++) {
        len = strlen(out);
        snprintf(out + len, size - len, " %s", opinion->rules[i]);
    }
}

bool opinions_agree(const struct opinion *product, const struct opinion *simulator,
                    const char *question, struct causes_met *met, struct disagreement *out)
{
    const char *mine;
    const char *other;

    if (product->count + simulator->count == 0 || share_a_reason(product, simulator))
        return true;
    out->cause[0] = '\0';
    print("product", product, out->cause, sizeof out->cause);
    print("simulator", simulator, out->cause, sizeof out->cause);
    mine = explain("product", product, question, met);
    other = explain("simulator", simulator, question, met);
    out->reason = mine == NULL || other == NULL ? NULL : mine[0] != '\0' ? mine : other;
    return false;
}

size_t causes_not_met(const struct causes_met *met)
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        if (met->met[i])
            continue;
        print_message("# a reason that explains nothing: %s alone: %s, \"%s\"\n", meant[i].side,
                      meant[i].rule, meant[i].when);
        count++;
    }
    return count;
}
