import fc from 'fast-check';
import {
  isAmbiguousError,
  newDiscoveryRESTMapper,
  newShortcutExpander,
  type RESTMapper,
  type RESTMapping,
} from 'kube-client-runtime/discovery';
import type { APIGroup, APIResource, APIResourceList, GroupVersionKind, GroupVersionResource } from 'kube-client-runtime/meta';
import { namespacedResources, preferredResources } from '../../runtime/src/discovery/discovery-client.js';
import { property, sameAnswer, valueOf } from './support/property.js';

interface Found {
  readonly groups: APIGroup[];
  /** The resources of the available group versions. */
  readonly resources: APIResourceList[];
}

const asks = [
  'kindFor',
  'kindsFor',
  'resourceFor',
  'resourcesFor',
  'restMapping',
  'restMappings',
  'resourceSingularizer',
] as const;

interface Question {
  readonly ask: (typeof asks)[number];
  readonly group: string;
  readonly version: string;
  readonly name: string;
  readonly versions: readonly string[];
}

/** Resources whose plurals and singulars are unique within a group version, as servers require. Kinds may repeat. */
const pool = [
  ['pods', 'pod', 'Pod', ['po']],
  ['pods/status', '', 'Pod', undefined],
  ['things', 'thing', 'Pod', ['mice', 'th']],
  ['mice', 'mouse', 'Mouse', ['mm']],
  ['policies', '', 'Policy', ['po', 'pol']],
  ['endpoints', 'endpoints', 'Endpoints', undefined],
  ['UPPERS', 'upper', 'Upper', ['th']],
] as const;
const resource = fc
  .tuple(fc.constantFrom(...pool), fc.boolean())
  .map(([[name, singularName, kind, shortNames], namespaced]): APIResource => {
    return { name, singularName, kind, namespaced, verbs: ['get'], ...(shortNames && { shortNames: [...shortNames] }) };
  });
const resources = fc.uniqueArray(resource, { selector: ({ name }) => name, maxLength: 5 });

/** Groups that are not prefixes of each other. For prefixes, we deliberately choose the exact group. */
const groupNames = ['', 'apps', 'batch.io', 'batch.com', 'x.io'];
const versionNames = ['v1', 'v1beta1', 'v2'];
const versionOf = (name: string): fc.Arbitrary<{ version: string; list: APIResource[] | null }[]> =>
  fc.uniqueArray(
    fc.record({
      version: name === '' ? fc.constant('v1') : fc.constantFrom(...versionNames),
      list: fc.option(resources, { freq: 6 }),
    }),
    { selector: ({ version }) => version, minLength: 1, maxLength: 3 },
  );
const group = fc
  .constantFrom(...groupNames)
  .chain((name) => fc.record({ name: fc.constant(name), versions: versionOf(name), preferred: fc.option(fc.nat({ max: 2 })) }));

const found: fc.Arbitrary<Found> = fc
  .uniqueArray(group, { selector: ({ name }) => name, maxLength: 5 })
  .map((groups): Found => {
    const groupVersion = (name: string, version: string): string => (name === '' ? version : `${name}/${version}`);
    return {
      groups: groups.map(({ name, versions, preferred }) => {
        const entries = versions.map(({ version }) => ({ groupVersion: groupVersion(name, version), version }));
        const preferredVersion = preferred === null ? undefined : entries[preferred % entries.length];
        return { name, versions: entries, ...(preferredVersion && { preferredVersion }) };
      }),
      resources: groups.flatMap(({ name, versions }) =>
        versions.flatMap(({ version, list }) =>
          list === null ? [] : [{ groupVersion: groupVersion(name, version), resources: list }],
        ),
      ),
    };
  })
  // An empty mapper maps every plural to an empty singular.
  .filter(({ resources: lists }) => lists.length > 0);

const names = [
  ...pool.flatMap(([name, singular]) => [name, singular]),
  'PODS',
  'Mouse',
  'policy',
  'po',
  'th',
  'mm',
  'none',
].filter(Boolean);
const kinds = [...pool.map(([, , kind]) => kind), 'pod', 'mouse', 'None', 'mOUSE'];
const version = fc.constantFrom('', '', ...versionNames, 'v9');
const question: fc.Arbitrary<Question> = fc.constantFrom(...asks).chain((ask) => {
  const isOfKind = ask.startsWith('restMapping');
  return fc.record({
    ask: fc.constant(ask),
    group: fc.constantFrom('', '', ...groupNames, ...(isOfKind ? [] : ['batch', 'app', 'x']), 'none.io'),
    version,
    name: fc.constantFrom(...(isOfKind ? kinds : names)),
    versions: fc.array(version, { maxLength: 3 }),
  });
});

const printResource = ({ group, version, resource }: GroupVersionResource): string => `${group}/${version}, Resource=${resource}`;
const printKind = ({ group, version, kind }: GroupVersionKind): string => `${group}/${version}, Kind=${kind}`;
const printMapping = ({ resource, groupVersionKind, scope }: RESTMapping): string =>
  `${printResource(resource)} ${printKind(groupVersionKind)} ${scope}`;

async function put({ ask, group, version, name, versions }: Question, mapper: RESTMapper): Promise<string[]> {
  const partial = { group, version, resource: name };
  const kind = { group, kind: name };
  switch (ask) {
    case 'kindFor':
      return [printKind(await mapper.kindFor(partial))];
    case 'kindsFor':
      return (await mapper.kindsFor(partial)).map(printKind);
    case 'resourceFor':
      return [printResource(await mapper.resourceFor(partial))];
    case 'resourcesFor':
      return (await mapper.resourcesFor(partial)).map(printResource);
    case 'restMapping':
      return [printMapping(await mapper.restMapping(kind, versions))];
    case 'restMappings':
      return (await mapper.restMappings(kind, versions)).map(printMapping);
    case 'resourceSingularizer':
      return [await mapper.resourceSingularizer(name)];
  }
}

interface MapperAnswer {
  readonly values: readonly string[];
  readonly error: string;
  readonly ambiguous: boolean;
}

async function ask(one: Question, mapper: RESTMapper): Promise<MapperAnswer> {
  try {
    return { values: await put(one, mapper), error: '', ambiguous: false };
  } catch (error) {
    return { values: [], error: error instanceof Error ? error.message : String(error), ambiguous: isAmbiguousError(error) };
  }
}

/**
 * Returns all matches in a fixed order. Go orders them by group and version, we by preference. Go's mapping keeps a kind in lower
 * case, and its error for a singular has the resource in lower case.
 */
function comparable({ ask: what, name }: Question, { values, error, ambiguous }: MapperAnswer): unknown {
  if (ambiguous) return 'ambiguous';
  const isLowerCase = what.startsWith('restMapping') && name === name.toLowerCase();
  return {
    values: values.map((value) => (isLowerCase ? value.toLowerCase() : value)).sort(),
    error: what === 'resourceSingularizer' ? error.toLowerCase() : error,
  };
}

/** Asks both the same questions, one after the other. */
function sameMapper(name: string, questions: fc.Arbitrary<Question>, shortcuts: boolean): void {
  const scripts = fc.record({ found, questions: fc.array(questions, { minLength: 1, maxLength: 12 }) });
  property(name, scripts, [], async (script, askGo) => {
    const known = { ...script.found, failed: new Map<string, Error>() };
    const plain = newDiscoveryRESTMapper(known);
    const mapper = shortcuts ? newShortcutExpander(plain, { serverGroupsAndResources: () => Promise.resolve(known) }) : plain;
    const theirs = valueOf(await askGo('restmapper.ask', { ...script, shortcuts })) as MapperAnswer[];
    const mine = await Promise.all(script.questions.map((one) => ask(one, mapper)));
    const pair = (answers: readonly MapperAnswer[]): unknown[] =>
      script.questions.map((one, at) => [one, comparable(one, answers[at]!)]);
    expect(pair(mine)).toEqual(pair(theirs));
  });
}

sameMapper('a REST mapper over what discovery found answers alike', question, false);
// client-go ignores the version if it finds a short name. We do not.
sameMapper(
  'one that knows short names does, too',
  question.map((one) => ({ ...one, version: '' })),
  true,
);

sameAnswer('the same resources are preferred', 'discovery.preferred', found, (input) => {
  const preferred = preferredResources({ ...input, failed: new Map() });
  const listed = (lists: readonly APIResourceList[]): string[] =>
    lists.flatMap((list) => list.resources.map(({ name }) => `${list.groupVersion} ${name}`)).sort();
  return { all: listed(preferred.resources), namespaced: listed(namespacedResources(preferred).resources) };
});
