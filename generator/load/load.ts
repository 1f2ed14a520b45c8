import type { Diagnostic } from '../model/diagnostic.js';
import { compareDiagnostics } from '../model/diagnostic.js';
import { ClusterError, loadCluster } from './cluster.js';
import { decode } from './decode.js';
import { asksFor, describesResources, groupVersionOf, mapLimited, readIndex } from './discovery.js';
import type { LoadedDocument } from './document.js';
import { InputError } from './input-error.js';
import { loadKubernetes } from './kubernetes.js';
import { collect, readBytes } from './read-file.js';
import { displayUrl, readUrl } from './read-url.js';
import { compareDocuments, recognise } from './recognise.js';
import type { Candidate } from './recognise.js';
import { expand, unique } from './sources.js';
import type { Source } from './sources.js';
import { parseText } from './yaml/parse.js';

/** The inputs to read, in any mix. All inputs are read, and all their errors are reported together. */
export interface LoadOptions {
  /** Files, folders, globs, URLs or `-`, of CRDs. */
  readonly crd?: readonly string[];
  /** Files, folders, globs, URLs or `-`, of OpenAPI documents. */
  readonly openapi?: readonly string[];
  /** Whether to read the API of a cluster. */
  readonly fromCluster?: boolean;
  /** The kubeconfig of the cluster. */
  readonly kubeconfig?: string;
  /** The context of the kubeconfig. */
  readonly context?: string;
  /** The patterns of what is asked for. Group versions of a cluster that they do not select are not requested. */
  readonly include?: readonly string[];
  /** The patterns of group versions to leave out. */
  readonly exclude?: readonly string[];
  /** The built-in API of this version, or of the newest that is bundled. */
  readonly kubernetes?: string | true;
  /** The folder for relative paths, and for names in messages. */
  readonly cwd: string;
  /** The stream that `-` names. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  /**
   * The time limit for a URL. Unit: milliseconds
   * Default: 60_000
   */
  readonly urlTimeoutMs?: number;
  /** Ends the reading. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with the number of finished inputs, and of all inputs. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A source in the report. */
export interface LoadedSource {
  /** The name for messages. */
  readonly name: string;
  /** The number of CRDs. */
  readonly crds: number;
  /** The number of OpenAPI documents. */
  readonly openapiDocuments: number;
  /** The number of documents of other kinds, by kind. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** The documents of all inputs, and the problems with them. */
export interface LoadResult {
  /** In an order that depends on what they say, then on where they are from, and not on how they were named. */
  readonly documents: readonly LoadedDocument[];
  /** Sorted. With an error, `documents` still holds all that is good. */
  readonly diagnostics: readonly Diagnostic[];
  /** Sorted by name. */
  readonly sources: readonly LoadedSource[];
  /** The files and folders that would have to be watched to see the input change. */
  readonly watch: readonly string[];
  /** The group versions, `apps/v1`, that a cluster serves and that were not read because the patterns do not select them. Sorted. */
  readonly unread: readonly string[];
  /** Whether one of the errors is that the cluster could not be reached or refused. */
  readonly clusterFailed: boolean;
}

type Wanted = 'crd' | 'openapi';

/** The results so far for an input that the user named. */
interface Tally {
  readonly wanted: Wanted;
  readonly input: string;
  /** Documents that are wanted, and errors that are reported already. */
  found: number;
  /** The kinds that were left out. */
  readonly others: Set<string>;
}

/** One text of a source, and what it is called. */
interface Text {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const defaultUrlTimeoutMs = 60_000;

/** Reads all inputs. Rejects only if the signal fires, with its reason. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  return new Loader(options).run();
}

class Loader {
  private readonly options: LoadOptions;
  private readonly documents: LoadedDocument[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly sources: LoadedSource[] = [];
  private readonly watch = new Set<string>();
  private readonly unread = new Set<string>();
  private clusterFailed = false;

  constructor(options: LoadOptions) {
    this.options = options;
  }

  async run(): Promise<LoadResult> {
    const { crd = [], openapi = [], fromCluster = false, kubernetes } = this.options;
    const queue = [
      ...(await this.expandAll(crd)).map((source) => ({ source, wanted: 'crd' as const })),
      ...(await this.expandAll(openapi)).map((source) => ({ source, wanted: 'openapi' as const })),
    ];
    let done = 0;
    const total = queue.length + (fromCluster ? 1 : 0);
    this.options.onProgress?.(done, total);
    const tallies = new Map<string, Tally>();
    // Reading runs ahead of parsing by a few files; parsing blocks.
    await mapLimited(queue, 8, async ({ source, wanted }) => {
      this.options.signal?.throwIfAborted();
      const key = `${wanted} ${source.input}`;
      const tally = tallies.get(key) ?? { wanted, input: source.input, found: 0, others: new Set() };
      tallies.set(key, tally);
      await this.readSource(source, tally);
      this.options.onProgress?.(++done, total);
    });
    for (const tally of tallies.values()) if (tally.found === 0) this.reportNothing(tally);
    if (kubernetes !== undefined) await this.readKubernetes(kubernetes);
    if (fromCluster) await this.readCluster();
    this.documents.sort(compareDocuments);
    this.diagnostics.sort(compareDiagnostics);
    this.sources.sort((a, b) => compareText(a.name, b.name));
    const { documents, diagnostics, sources, clusterFailed } = this;
    return { documents, diagnostics, sources, watch: [...this.watch].sort(), unread: [...this.unread].sort(), clusterFailed };
  }

  private async expandAll(inputs: readonly string[]): Promise<Source[]> {
    const sources: Source[] = [];
    for (const input of inputs) {
      try {
        const expanded = await expand(input, this.options.cwd);
        sources.push(...expanded.sources);
        for (const place of expanded.watch) this.watch.add(place);
      } catch (error) {
        this.fail(displayUrl(input), error);
      }
    }
    return unique(sources);
  }

  private async readSource(source: Source, tally: Tally): Promise<void> {
    let texts: readonly Text[];
    try {
      texts = await this.readTexts(source, tally.wanted);
    } catch (error) {
      this.options.signal?.throwIfAborted();
      this.fail(source.name, error);
      tally.found++;
      return;
    }
    for (const text of texts) this.addText(text, tally);
  }

  private async readTexts(source: Source, wanted: Wanted): Promise<readonly Text[]> {
    const { name } = source;
    if (source.is === 'file') return [{ name, bytes: await readBytes(source.path, this.options.signal) }];
    if (source.is === 'stdin') {
      const { stdin } = this.options;
      if (stdin === undefined) throw new InputError('there is no standard input', 'name a file');
      return [{ name, bytes: await collect(stdin, this.options.signal) }];
    }
    const { bytes, url } = await this.getUrl(source.url);
    if (wanted === 'openapi') {
      // A cluster's /openapi/v3 is an index of its documents.
      const entries = indexOf(bytes);
      if (entries !== undefined) {
        return mapLimited(entries.filter(describesResources), 6, async (entry) => {
          const target = new URL(entry.url, url);
          return { name: displayUrl(target.href), bytes: (await this.getUrl(target.href)).bytes };
        });
      }
    }
    return [{ name, bytes }];
  }

  private getUrl(url: string): Promise<{ bytes: Uint8Array; url: URL }> {
    const { signal, urlTimeoutMs: timeoutMs = defaultUrlTimeoutMs } = this.options;
    return readUrl(url, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
  }

  private addText(text: Text, tally: Tally): void {
    const { name } = text;
    const decoded = decode(text.bytes);
    if ('what' in decoded) {
      this.error(name, decoded.what, decoded.hint);
      tally.found++;
      return;
    }
    const parsed = parseText(decoded.text);
    for (const { reason, ...problem } of parsed.errors) {
      this.diagnostics.push({ severity: 'error', origin: name, where: 'syntax', what: reason, ...problem });
    }
    for (const { reason, ...problem } of parsed.warnings) {
      this.diagnostics.push({ severity: 'warning', origin: name, where: 'syntax', what: reason, ...problem });
    }
    tally.found += parsed.errors.length;
    this.recognise(
      name,
      parsed.documents.map((document) => ({ name, ...document })),
      tally,
    );
  }

  private recognise(name: string, candidates: readonly Candidate[], tally: Tally): void {
    const { documents, diagnostics, skipped } = recognise(candidates, tally.wanted);
    const input = tally.input === '-' ? '<stdin>' : displayUrl(tally.input);
    this.documents.push(...documents.map((document) => ({ ...document, origin: { ...document.origin, input } })));
    this.diagnostics.push(...diagnostics);
    const crds = documents.filter((document) => document.kind === 'crd').length;
    const counts = Object.fromEntries([...skipped].sort(([a], [b]) => compareText(a, b)));
    this.sources.push({ name, crds, openapiDocuments: documents.length - crds, skipped: counts });
    tally.found += documents.length + diagnostics.length;
    for (const kind of skipped.keys()) tally.others.add(kind);
  }

  private reportNothing({ wanted, input, others }: Tally): void {
    const name = input === '-' ? '<stdin>' : displayUrl(input);
    const what = wanted === 'crd' ? 'holds no CustomResourceDefinition' : 'holds no OpenAPI document';
    let hint = others.size === 0 ? 'it is empty' : `it holds: ${[...others].sort().slice(0, 5).join(', ')}`;
    if (wanted === 'crd' && others.has('OpenAPI document')) hint = 'it is an OpenAPI document: use --openapi';
    if (wanted === 'openapi' && others.has('CustomResourceDefinition')) hint = 'it is a CRD: use --crd';
    this.error(name, what, hint);
  }

  private async readKubernetes(version: string | true): Promise<void> {
    const name = version === true ? 'kubernetes' : `kubernetes ${version}`;
    try {
      const documents = await loadKubernetes(version);
      this.documents.push(...documents);
      this.sources.push({ name: documents[0]?.origin.name ?? name, crds: 0, openapiDocuments: documents.length, skipped: {} });
    } catch (error) {
      this.fail(name, error);
    }
  }

  private async readCluster(): Promise<void> {
    const { kubeconfig, context, signal, onProgress, include = [], exclude = [] } = this.options;
    try {
      const cluster = await loadCluster({
        wants: (name) => asksFor(name, include, exclude),
        ...(kubeconfig === undefined ? {} : { kubeconfig }),
        ...(context === undefined ? {} : { context }),
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      for (const name of cluster.unread) this.unread.add(groupVersionOf(name));
      for (const { name, error } of cluster.failures) {
        this.clusterFailed = true;
        const where = groupVersionOf(name);
        const hint = `${error.hint}; or leave it out with --exclude ${where}, or use --keep-going`;
        this.diagnostics.push({
          severity: 'error',
          origin: error.origin,
          where,
          what: `is unavailable: ${error.message}`,
          hint,
        });
      }
      const candidates = cluster.values.map(({ name, value }) => ({ name, value, position: () => undefined }));
      const tally: Tally = { wanted: 'openapi', input: cluster.origin, found: 0, others: new Set() };
      this.recognise(cluster.origin, candidates, tally);
      if (tally.found === 0 && cluster.failures.length === 0 && cluster.unread.length === 0)
        this.error(cluster.origin, 'describes no API', 'check that it is an API server');
    } catch (error) {
      signal?.throwIfAborted();
      this.clusterFailed ||= error instanceof ClusterError;
      this.fail(error instanceof ClusterError ? error.origin : 'cluster', error);
    }
  }

  private fail(origin: string, error: unknown): void {
    if (!(error instanceof InputError)) throw error;
    this.error(error.place ?? origin, error.message, error.hint);
  }

  private error(origin: string, what: string, hint: string): void {
    this.diagnostics.push({ severity: 'error', origin: origin === '' ? '(no name)' : origin, where: 'input', what, hint });
  }
}

function indexOf(bytes: Uint8Array): ReturnType<typeof readIndex> {
  // An index is small; documents are not, and need not be parsed twice.
  if (bytes.length > 1_000_000) return undefined;
  const decoded = decode(bytes);
  return 'text' in decoded ? readIndex(parseText(decoded.text).documents[0]?.value) : undefined;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
