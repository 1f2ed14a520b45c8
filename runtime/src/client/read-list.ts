import { unexpectedAnswer } from '../errors/connection-error.js';
import { ConnectionError, StatusError } from '../errors/index.js';
import { isStatus } from '../errors/unexpected-object.js';
import type { CallOptions, KubeList, ResourceInfo, TypeMeta } from '../meta/index.js';
import type { KubeRequest, RESTClient, RESTConfig } from '../rest/index.js';
import { goQuote } from '../util/index.js';
import { ListDecoder, type ListShell } from '../wire/list-decoder.js';
import { fillListTypes, fillTypes } from './object-identity.js';

/** Options of reading a list. */
export interface ReadListOptions extends CallOptions {
  /**
   * Whether to drop `metadata.managedFields` of the items.
   *
   * Default: false
   */
  readonly stripManagedFields?: boolean | undefined;
}

/** The part of a client that reads lists. The limits of its config bound each item, and what is around the items. */
export type ListClient = Pick<RESTClient, 'stream'> & Partial<Pick<RESTClient, 'config'>>;

/** A part of a list: items, or at the end the list itself with the remaining items. */
export type ListPart<T, L> =
  { readonly items: readonly T[]; readonly list?: undefined } | { readonly items?: undefined; readonly list: L };

/**
 * Reads the response to a list request, item by item as it arrives. The last part is the list itself, whose `items` are only
 * those that were not yielded before. Sets the types that servers omit in lists. `T` and `L` are the caller's types; they are not
 * checked.
 *
 * Rejects as `RESTClient.request` does.
 * Rejects with a ConnectionError for a response that is not a list of the resource. That can happen after some items, because
 * servers may send the kind last.
 */
export async function* readList<T extends TypeMeta, L extends KubeList<T>>(
  rest: ListClient,
  request: KubeRequest,
  resource: ResourceInfo,
  { stripManagedFields = false, ...call }: ReadListOptions,
): AsyncGenerator<ListPart<T, L>, void, undefined> {
  const response = await rest.stream(request, call);
  const decoder = new ListDecoder({ stripManagedFields, ...limitsOf(rest.config) });
  const kinds = new ListKindCheck(resource);
  for await (const chunk of response.body) {
    const items = attempt(request, () => decoder.push(chunk));
    if (items.length === 0) continue;
    // The trust boundary: the caller states the type of the objects.
    const objects = items as T[];
    kinds.addItems(objects);
    fillTypes(resource, decoder.listKind, objects);
    yield { items: objects };
  }
  const shell = attempt(request, () => decoder.end());
  const status: unknown = shell;
  if (isStatus(status) && status.status === 'Failure') throw new StatusError(status);
  const list = shell as ListShell & L;
  attempt(request, () => {
    if (Array.isArray(shell['items'])) kinds.addItems(shell['items'] as T[]);
    kinds.end(shell);
  });
  fillListTypes(resource, list);
  yield { list };
}

/** Reads a complete list. */
export async function readWholeList<T extends TypeMeta, L extends KubeList<T>>(
  rest: ListClient,
  request: KubeRequest,
  resource: ResourceInfo,
  options: CallOptions,
): Promise<L> {
  const items: T[] = [];
  for await (const part of readList<T, L>(rest, request, resource, options)) {
    if (part.items !== undefined) {
      for (const item of part.items) items.push(item);
      continue;
    }
    for (const item of part.list.items) items.push(item);
    part.list.items = items;
    return part.list;
  }
  throw new ConnectionError(`${request.method} ${request.path}: the server sent no list`, { code: unexpectedAnswer });
}

/** Adds the request to an error of decoding its response. */
function attempt<R>(request: KubeRequest, decode: () => R): R {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ConnectionError) {
      throw new ConnectionError(`${request.method} ${request.path}: ${error.message}`, { code: error.code ?? unexpectedAnswer });
    }
    throw error;
  }
}

function limitsOf(config: RESTConfig | undefined): Pick<RESTConfig, 'maxObjectBytes' | 'maxResponseBytes'> {
  return { maxObjectBytes: config?.maxObjectBytes, maxResponseBytes: config?.maxResponseBytes };
}

/** The kinds of lists whose items can be of any kind: `List`, and the list of metadata. */
const generalKinds: ReadonlySet<unknown> = new Set(['List', 'PartialObjectMetadataList']);
const metadataKind = 'PartialObjectMetadata';

/**
 * A check that a response is a list of a resource. A proxy's health page, a `Status` or the list of another resource must not
 * count as an empty list.
 *
 * The kind of the list is the `listKind` of the resource, its kind with `List`, `List`, or `PartialObjectMetadataList`. A list of
 * any other kind passes if it has items and each of them states the kind of the resource. If that kind is not known, every value
 * in the form of a list passes.
 */
export class ListKindCheck {
  private readonly resource: ResourceInfo;
  private itemsOfKind = 0;
  private itemsOfOtherKinds = 0;
  /** The kind of the first item of another kind. */
  private otherKind = '';
  private items = 0;

  constructor(resource: ResourceInfo) {
    this.resource = resource;
  }

  /** Takes items as they were sent. */
  addItems(items: readonly Partial<TypeMeta>[]): void {
    const { kind: wanted } = this.resource;
    this.items += items.length;
    if (wanted === '') return;
    for (const { kind } of items) {
      if (kind === wanted) this.itemsOfKind++;
      else if (kind && kind !== metadataKind) {
        if (this.itemsOfOtherKinds++ === 0) this.otherKind = kind;
      }
    }
  }

  /** Throws a `ConnectionError` for anything but a list of the resource. `shell` is the answer without those items. */
  end(shell: ListShell): void {
    const { kind } = shell;
    if (!this.isListKind(kind, shell)) throw this.error(kind);
    if (this.itemsOfOtherKinds > 0) throw this.error(kind, this.otherKind);
  }

  private isListKind(kind: unknown, shell: ListShell): boolean {
    const { resource } = this;
    if (typeof kind !== 'string' || kind === '') return false;
    if (generalKinds.has(kind) || kind === resource.listKind) return true;
    if (resource.kind !== '') return kind === `${resource.kind}List` || (this.items > 0 && this.itemsOfKind === this.items);
    return kind !== 'Status' && (kind.endsWith('List') || 'items' in shell);
  }

  private error(kind: unknown, itemKind?: string): ConnectionError {
    const { plural, kind: wanted, listKind } = this.resource;
    const expected = wanted === '' ? 'a list' : goQuote(listKind || `${wanted}List`);
    const found = typeof kind === 'string' && kind !== '' ? goQuote(kind.slice(0, 100)) : 'an object without a kind';
    const items = itemKind === undefined ? '' : ` with items of the kind ${goQuote(itemKind.slice(0, 100))}`;
    return new ConnectionError(`the server answered with ${found}${items} instead of ${expected} of ${plural}`, {
      code: unexpectedAnswer,
    });
  }
}
