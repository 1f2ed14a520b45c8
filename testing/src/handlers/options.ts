import {
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  newBadRequest,
  newInvalid,
  type FieldError,
} from 'kube-client-runtime/errors';
import { isTrue } from './request.js';

/** The query options of writes. */
export interface WriteQuery {
  /** Whether nothing is stored. */
  readonly dryRun: boolean;
  /** The name of the writer, or the empty string. */
  readonly fieldManager: string;
  /** The reaction to unknown fields. */
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
}

/** The query options of lists and watches. */
export interface ListQuery {
  /** Whether the request is a watch. */
  readonly watch: boolean;
  /** The label selector, or the empty string. */
  readonly labelSelector: string;
  /** The field selector, or the empty string. */
  readonly fieldSelector: string;
  /** The size of a page. 0 means no paging. */
  readonly limit: number;
  /** The token of a page, or the empty string. */
  readonly continue: string;
  /** The version, or the empty string. */
  readonly resourceVersion: string;
  /** The meaning of the version, or the empty string. */
  readonly resourceVersionMatch: string;
  /** Whether the client accepts bookmarks. */
  readonly allowWatchBookmarks: boolean;
  /** Whether the state is sent before the changes. */
  readonly sendInitialEvents: boolean;
  /** The requested duration of a watch. 0 if absent. */
  readonly timeoutSeconds: number;
}

const meta = 'meta.k8s.io';

/** Reads the options of a write of kind `CreateOptions`, `UpdateOptions` or `PatchOptions`. */
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

/** Returns the errors of the values of `dryRun`. */
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

/** Reads and validates the options of a list or watch. */
export function readListQuery(query: URLSearchParams, forceWatch: boolean): ListQuery {
  const resourceVersion = query.get('resourceVersion') ?? '';
  const watch = forceWatch || isTrue(query.get('watch'));
  const continueToken = query.get('continue') ?? '';
  let match = query.get('resourceVersionMatch') ?? '';
  const initial = query.get('sendInitialEvents');
  let sendInitialEvents = initial !== null && isTrue(initial);
  if (watch && initial === null && match === '' && (resourceVersion === '' || resourceVersion === '0')) {
    // A watch without a version has always begun with the state. This expresses it with the newer option.
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

/** Returns the message for text that is not a version. */
export function notAVersion(text: string): string {
  const shown = JSON.stringify(text);
  return `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`;
}

/**
 * Parses a version.
 *
 * Throws a StatusError (bad request).
 */
export function parseResourceVersion(text: string): number {
  if (text === '') return 0;
  if (!/^\d+$/.test(text)) {
    throw newBadRequest(`invalid resource version: ${notAVersion(text)}`);
  }
  return Number(text);
}
