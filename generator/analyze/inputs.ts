import type { LoadedDocument } from '../load/document.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { servedVersions } from './crd-versions.js';
import { at, isObject, stringMember } from './json.js';
import { parsePath } from './paths.js';

/** An input that the user named, and the resources in it. */
interface Input {
  readonly origins: Set<string>;
  /** Resources as `group/version/plural`. */
  readonly resources: Set<string>;
  /** Whether each of its documents may lack resources: a CRD, which has a warning then, or a list of groups of a server. */
  mayBeEmpty: boolean;
}

/** Paths of the documents of an API server that describe no resources. */
const serverPath = /^\/(?:api|apis|apis\/[^/]+|version|logs(?:\/.*)?|openid\/.*|\.well-known\/.*)\/?$/;

/**
 * Reports each input without any resource as an error, and each input of which the patterns select nothing as a warning.
 * Leaves out inputs with an error of their own. `selected` has the generated resources as `group/version/plural`, and as
 * `group/version` each group version of which only types are generated.
 */
export function reportInputs(
  documents: readonly LoadedDocument[],
  selected: ReadonlySet<string>,
  hasPatterns: boolean,
  diagnostics: Diagnostic[],
): void {
  const inputs = new Map<string, Input>();
  for (const document of documents) {
    const name = document.origin.input ?? document.origin.name;
    const input = inputs.get(name) ?? { origins: new Set(), resources: new Set(), mayBeEmpty: true };
    inputs.set(name, input);
    input.origins.add(document.origin.name);
    for (const resource of resourcesIn(document)) input.resources.add(resource);
    input.mayBeEmpty &&= document.kind === 'crd' || isServerList(document);
  }
  const broken = new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ origin }) => origin));
  for (const [origin, input] of inputs) {
    if ([...input.origins].some((each) => broken.has(each))) continue;
    if (input.resources.size === 0 && !input.mayBeEmpty) {
      const hint = 'name an input that describes resources, or leave this one out';
      diagnostics.push({ severity: 'error', origin, where: 'input', what: 'describes no resource', hint });
    } else if (hasPatterns && input.resources.size > 0 && ![...input.resources].some((each) => isSelected(each, selected))) {
      const what = 'include and exclude select nothing from it';
      diagnostics.push({
        severity: 'warning',
        origin,
        where: 'input',
        what,
        hint: 'leave this input out, or change the patterns',
      });
    }
  }
}

function isSelected(resource: string, selected: ReadonlySet<string>): boolean {
  return selected.has(resource) || selected.has(resource.slice(0, resource.lastIndexOf('/')));
}

function resourcesIn({ kind, value }: LoadedDocument): string[] {
  if (kind === 'crd') {
    const spec = at(value, 'spec');
    const plural = stringMember(at(spec, 'names'), 'plural') ?? '';
    return servedVersions(value).map(({ name }) => `${stringMember(spec, 'group') ?? ''}/${name}/${plural}`);
  }
  return pathsOf(value).flatMap((path) => {
    const parsed = parsePath(path);
    return parsed === undefined ? [] : [`${parsed.group}/${parsed.version}/${parsed.plural}`];
  });
}

function isServerList({ value }: LoadedDocument): boolean {
  const paths = pathsOf(value);
  return paths.length > 0 && paths.every((path) => serverPath.test(path));
}

function pathsOf(value: unknown): string[] {
  const paths = at(value, 'paths');
  return isObject(paths) ? Object.keys(paths) : [];
}
