/* pool_cases_label.c: labels, taints and tags. */
#include "config.h"

#include "unit/rules/pool_cases.h"

#define TEN "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN
#define TWO_HUNDRED_FIFTY SIXTY "." SIXTY "." SIXTY "." SIXTY ".aaaaaa"
#define FIVE_HUNDRED_TEN SIXTY SIXTY SIXTY SIXTY SIXTY SIXTY SIXTY SIXTY TEN TEN TEN
#define TWENTY_FIVE_TAGS                                                                           \
    "a1=,a2=,a3=,a4=,a5=,a6=,a7=,a8=,a9=,a10=,a11=,a12=,a13=,a14=,a15=,a16=,a17=,a18=,a19=,a20=,"  \
    "a21=,a22=,a23=,a24=,a25="
#define FIFTY_TAGS                                                                                 \
    TWENTY_FIVE_TAGS                                                                               \
    ",b1=,b2=,b3=,b4=,b5=,b6=,b7=,b8=,b9=,b10=,b11=,b12=,b13=,b14=,b15=,b16=,b17=,b18=,b19=,b20="  \
    ",b21=,b22=,b23=,b24=,b25="

static const struct pool_case cases[] = {
    {"labels.syntax", KEPT, ADD, "labels=", ""},
    {"labels.syntax", KEPT, ADD, "labels=a=b,example.com/team-1=A_b.c,flag", ""},
    {"labels.syntax", KEPT, ADD, "labels=" SIXTY "aaa=" SIXTY "aaa", ""},
    {"labels.syntax", REFUSED, ADD, "labels=" SIXTY "aaaa=b", ""},
    {"labels.syntax", REFUSED, ADD, "labels=a=" SIXTY "aaaa", ""},
    {"labels.syntax", KEPT, ADD, "labels=" TWO_HUNDRED_FIFTY "aaa/a=b", ""},
    {"labels.syntax", REFUSED, ADD, "labels=" TWO_HUNDRED_FIFTY "aaaa/a=b", ""},
    {"labels.syntax", REFUSED, ADD, "labels=a b=c", ""},
    {"labels.syntax", REFUSED, ADD, "labels=-a=c", ""},
    {"labels.syntax", REFUSED, ADD, "labels=a=c-", ""},
    {"labels.syntax", REFUSED, ADD, "labels==c", ""},
    {"labels.syntax", REFUSED, ADD, "labels=Example.com/a=c", ""},
    {"labels.syntax", REFUSED, ADD, "labels=example..com/a=c", ""},
    {"labels.syntax", REFUSED, ADD, "labels=a/b/c=d", ""},
    {"labels.syntax", REFUSED, ADD, "labels=a=b,-c=d", ""},
    {"labels.reserved", KEPT, ADD, "labels=team.kubernetes.azure.com/a=b", ""},
    {"labels.reserved", REFUSED, ADD, "labels=kubernetes.azure.com/mode=system", ""},
    {"labels.reserved", REFUSED, ADD, "labels=kubernetes.io/os=linux", ""},
    {"labels.reserved", REFUSED, ADD, "labels=topology.kubernetes.io/zone=1", ""},
    {"labels.reserved", KEPT, ADD, "labels=kubernetes.azure.com/scalesetpriority=spot", ""},
    /* what the pool has already */
    {"labels.reserved", KEPT, UPDATE, "labels=a=b,kubernetes.azure.com/mode=user",
     "pool.label=kubernetes.azure.com/mode=user"},
    {"labels.reserved", REFUSED, UPDATE, "labels=kubernetes.azure.com/mode=system",
     "pool.label=kubernetes.azure.com/mode=user"},
    {"labels.reserved", REFUSED, UPDATE, "labels=kubernetes.azure.com/role=user",
     "pool.label=kubernetes.azure.com/mode=user"},

    {"taints.syntax", KEPT, ADD, "node-taints=", ""},
    {"taints.syntax", KEPT, ADD, "node-taints=sku=gpu:NoSchedule,a.b/c=d:PreferNoSchedule", ""},
    {"taints.syntax", KEPT, ADD, "node-taints=" SIXTY "=" SIXTY "aaa:NoExecute", ""},
    {"taints.syntax", REFUSED, ADD, "node-taints=a=" SIXTY "aaaa:NoExecute", ""},
    {"taints.syntax", REFUSED, ADD, "node-taints=sku=gpu", ""},
    {"taints.syntax", REFUSED, ADD, "node-taints=sku=gpu:noschedule", ""},
    {"taints.syntax", REFUSED, ADD, "node-taints=-sku=gpu:NoSchedule", ""},
    {"taints.syntax", REFUSED, ADD, "node-taints=sku=g u:NoSchedule", ""},
    {"taints.syntax", REFUSED, ADD, "node-taints=sku=gpu/:NoSchedule", ""},
    {"taints.syntax", WARNING, ADD, "node-taints=sku=:NoSchedule", ""},
    {"taints.syntax", WARNING, ADD, "node-taints=sku:NoSchedule", ""},
    {"taints.syntax", REFUSED, ADD, "node-taints=a=b:NoSchedule,bad", ""},
    {"taints.system", KEPT, ADD, "mode=System; node-taints=CriticalAddonsOnly=true:NoSchedule", ""},
    {"taints.system", KEPT, ADD, "mode=System; node-taints=a=b:PreferNoSchedule", ""},
    {"taints.system", REFUSED, ADD, "mode=System; node-taints=a=b:NoSchedule", ""},
    {"taints.system", KEPT, ADD, "node-taints=a=b:NoSchedule", ""},
    {"taints.system", REFUSED, UPDATE, "mode=System", "pool.taint=a=b:NoExecute"},
    {"taints.system", KEPT, UPDATE, "mode=System; node-taints=", "pool.taint=a=b:NoExecute"},
    {"taints.spot", KEPT, ADD, "name=a", ""},
    {"taints.spot", REMARK, ADD, "priority=Spot", ""},
    {"taints.spot", KEPT, ADD,
     "priority=Spot; node-taints=kubernetes.azure.com/scalesetpriority=spot:NoSchedule", ""},

    {"tags", KEPT, ADD, "tags=", ""},
    {"tags", KEPT, ADD, "tags=cost center=9 999,who=Ann\\, Bob", ""},
    {"tags", KEPT, ADD, "tags=" FIFTY_TAGS, ""},
    {"tags", REFUSED, ADD, "tags=" FIFTY_TAGS ",c=", ""},
    {"tags", REFUSED, ADD, "tags==b", ""},
    {"tags", REFUSED, ADD, "tags=a?=b", ""},
    {"tags", REFUSED, ADD, "tags=a/b=c", ""},
    {"tags", KEPT, ADD, "tags=" FIVE_HUNDRED_TEN "aa=b", ""},
    {"tags", REFUSED, ADD, "tags=" FIVE_HUNDRED_TEN "aaa=b", ""},
    {"tags", KEPT, ADD, "tags=a=" TWO_HUNDRED_FIFTY "aaaaaa", ""},
    {"tags", REFUSED, ADD, "tags=a=" TWO_HUNDRED_FIFTY "aaaaaaa", ""},
    {"tags", WARNING, ADD, "tags=Cost=1,b=2,cost=3", ""},
};

struct pool_cases pool_cases_of_labels(void)
{
    return (struct pool_cases){cases, sizeof cases / sizeof cases[0]};
}
