import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  newBadRequest,
  newInvalid,
  type FieldError,
} from 'kube-client-runtime/errors';
import { isTrue } from './request.js';

/** The options of writes, from the query. */
export interface WriteQuery {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
}

/** The options of lists and watches, from the query. */
export interface ListQuery {
  readonly watch: boolean;
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean;
  /** 0 where none was asked for. */
  readonly timeoutSeconds: number;
}

const meta = 'meta.k8s.io';

/** Reads the options of a write whose kind is `CreateOptions`, `UpdateOptions` or `PatchOptions`. */
export function readWriteQuery(query: URLSearchParams, kind: string): WriteQuery {
  const faults: FieldError[] = [...dryRunFaults(query.getAll('dryRun'))];
  const fieldManager = query.get('fieldManager') ?? '';
  if (Buffer.byteLength(fieldManager) > 128) {
    faults.push({ type: 'FieldValueTooLong', field: 'fieldManager', detail: 'may not be more than 128 bytes' });
  }
  const unprintable = [...fieldManager].findIndex((character) => !/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character));
  if (unprintable >= 0) {
    const character = [...fieldManager][unprintable] ?? '';
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    faults.push(fieldInvalid('fieldManager', fieldManager, `invalid character U+${code} (at position ${unprintable})`));
  }
  const asked = query.get('fieldValidation') ?? '';
  if (asked !== '' && !isFieldValidation(asked)) {
    faults.push(fieldNotSupported('fieldValidation', asked, ['', 'Ignore', 'Strict', 'Warn']));
  }
  if (faults.length > 0) throw newInvalid({ group: meta, kind }, '', faults);
  return {
    dryRun: query.has('dryRun'),
    fieldManager,
    fieldValidation: isFieldValidation(asked) ? asked : 'Warn',
  };
}

function isFieldValidation(value: string): value is WriteQuery['fieldValidation'] {
  return value === 'Ignore' || value === 'Warn' || value === 'Strict';
}

/** What is wrong with the values of `dryRun`. */
export function dryRunFaults(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All') ? [] : [fieldNotSupported('dryRun', values, ['All'])];
}

function integer(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (text === null || text === '') return 0;
  if (!/^[+-]?\d+$/.test(text)) {
    throw newBadRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

/** Reads and checks the options of a list or a watch. */
export function readListQuery(query: URLSearchParams, forceWatch: boolean): ListQuery {
  const resourceVersion = query.get('resourceVersion') ?? '';
  const watch = forceWatch || isTrue(query.get('watch'));
  const continueToken = query.get('continue') ?? '';
  let match = query.get('resourceVersionMatch') ?? '';
  const initial = query.get('sendInitialEvents');
  let sendInitialEvents = initial !== null && isTrue(initial);
  if (watch && initial === null && match === '' && (resourceVersion === '' || resourceVersion === '0')) {
    // What watches without a version always did, in the words of the newer option.
    sendInitialEvents = true;
    match = 'NotOlderThan';
    return finish();
  }
  const faults = watch
    ? watchFaults(match, initial !== null, continueToken)
    : listFaults(match, resourceVersion, continueToken, initial);
  if (faults.length > 0) throw newInvalid({ group: meta, kind: 'ListOptions' }, '', faults);
  return finish();

  function finish(): ListQuery {
    return {
      watch,
      labelSelector: query.get('labelSelector') ?? '',
      fieldSelector: query.get('fieldSelector') ?? '',
      limit: integer(query, 'limit'),
      continue: continueToken,
      resourceVersion,
      resourceVersionMatch: match,
      allowWatchBookmarks: isTrue(query.get('allowWatchBookmarks')),
      sendInitialEvents,
      timeoutSeconds: integer(query, 'timeoutSeconds'),
    };
  }
}

function listFaults(match: string, resourceVersion: string, continueToken: string, initial: string | null): FieldError[] {
  const field = 'resourceVersionMatch';
  const faults: FieldError[] = [];
  if (match !== '') {
    if (resourceVersion === '') faults.push(fieldForbidden(field, `${field} is forbidden unless resourceVersion is provided`));
    if (continueToken !== '') faults.push(fieldForbidden(field, `${field} is forbidden when continue is provided`));
    if (match !== 'Exact' && match !== 'NotOlderThan')
      faults.push(fieldNotSupported(field, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0') {
      faults.push(fieldForbidden(field, `${field} "exact" is forbidden for resourceVersion "0"`));
    }
  }
  if (initial !== null) faults.push(fieldForbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return faults;
}

function watchFaults(match: string, initial: boolean, continueToken: string): FieldError[] {
  const field = 'resourceVersionMatch';
  const faults: FieldError[] = [];
  if (initial && match !== 'NotOlderThan') {
    faults.push(fieldForbidden(field, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match !== '') {
    if (!initial) faults.push(fieldForbidden(field, `${field} is forbidden for watch unless sendInitialEvents is provided`));
    if (match !== 'NotOlderThan') faults.push(fieldNotSupported(field, match, ['NotOlderThan']));
    if (continueToken !== '') faults.push(fieldForbidden(field, `${field} is forbidden when continue is provided`));
  }
  return faults;
}

/** What is wrong with a version that is none. */
export function notAVersion(text: string): string {
  const shown = JSON.stringify(text);
  return `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`;
}

/** Reads a version. Throws BadRequest for one that is none. */
export function parseResourceVersion(text: string): number {
  if (text === '') return 0;
  if (!/^\d+$/.test(text)) {
    throw newBadRequest(`invalid resource version: ${notAVersion(text)}`);
  }
  return Number(text);
}
