import { unexpectedAnswer } from '../errors/connection-error.js';
import { ConnectionError } from '../errors/index.js';
import type { ResourceInfo, TypeMeta } from '../meta/index.js';
import { goQuote } from '../util/index.js';
import type { ListShell } from '../wire/list-decoder.js';

/** The kinds of lists that may hold any kind: the generic one, and that of metadata alone. */
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
