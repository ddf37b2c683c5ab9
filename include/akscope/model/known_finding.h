/* known_finding.h: what an earlier report told of one finding, read from its JSON: enough to know
 * it again, and to see that it has become worse. */
#ifndef AKSCOPE_MODEL_KNOWN_FINDING_H
#define AKSCOPE_MODEL_KNOWN_FINDING_H

struct ak_known_finding {
    const char *fingerprint;
    const char *severity; /* its stable name */
};

#endif
