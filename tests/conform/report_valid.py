"""report_valid.py FORMAT FILE: reads a report with the parsers that others read it with."""
import sys


def check_ics(text):
    import icalendar

    calendar = icalendar.Calendar.from_ical(text)
    uids = set()
    for event in calendar.walk("VEVENT"):
        uid = str(event["UID"])
        assert uid not in uids, uid
        uids.add(uid)
        event["DTSTAMP"], event["SUMMARY"]
        days = (event.decoded("DTEND") - event.decoded("DTSTART")).days
        assert days == 1, (uid, days)
    assert not calendar.errors, calendar.errors
    return len(uids)


def check_openmetrics(text):
    from prometheus_client.openmetrics.parser import text_string_to_metric_families

    return check_families(text_string_to_metric_families(text))


def check_prometheus(text):
    from prometheus_client.parser import text_string_to_metric_families

    return check_families(text_string_to_metric_families(text))


def check_families(families):
    seen = set()
    for family in families:
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in seen, key
            seen.add(key)
    return len(seen)


CHECKS = {"ics": check_ics, "openmetrics": check_openmetrics, "prometheus": check_prometheus}

with open(sys.argv[2], encoding="utf-8", newline="") as file:
    print(CHECKS[sys.argv[1]](file.read()))
