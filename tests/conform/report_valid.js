// report_valid.js schema SCHEMA FILE | ics FILE: a report by a JSON schema, or by ical.js.
'use strict';
const fs = require('fs');

function validateBySchema(schemaFile, file) {
  const Ajv = require('ajv-draft-04').default;
  const ajv = new Ajv({ strict: false, allErrors: true });
  require('ajv-formats').default(ajv);
  const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
  const validate = ajv.compile(schema);
  if (!validate(JSON.parse(fs.readFileSync(file, 'utf8')))) {
    console.log(validate.errors.slice(0, 5));
    process.exit(1);
  }
}

// What a calendar shows of each event: a day, a text without escapes, and an UID of its own.
function validateCalendar(file) {
  const ICAL = require('ical.js').default ?? require('ical.js');
  const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(file, 'utf8')));
  const uids = new Set();
  for (const part of calendar.getAllSubcomponents()) {
    const event = new ICAL.Event(part, { strictExceptions: true });
    if (part.name !== 'vevent' || !event.uid || uids.has(event.uid) || !event.summary ||
        !event.startDate.isDate || event.duration.toSeconds() !== 86400 ||
        /\\[,;n]/.test(event.summary))
      throw new Error(`${part.name} ${event.uid}: ${event.summary}`);
    uids.add(event.uid);
  }
  console.log(uids.size);
}

const [, , what, ...files] = process.argv;
({ schema: validateBySchema, ics: validateCalendar })[what](...files);
