import type { GroupVersion } from '../model/index.js';

/** What Windows takes for a device, whatever follows the first dot. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The form of the names of files in the root of the output, such as `index.ts`. */
const rootFile = /^[^.]+\.ts$/i;

/**
 * Returns the folder of each group version, as the API names it and `core` for the empty group. Names are untrusted: a name that could not be
 * a plain folder on every platform, or that a file of the output has, is spelled so that it can.
 */
export function groupVersionFolders(groupVersions: readonly GroupVersion[]): Map<GroupVersion, string> {
  const taken = new Set<string>();
  const folders = new Map<GroupVersion, string>();
  for (const groupVersion of groupVersions) {
    let folder = `${segment(groupVersion.group || 'core')}/${segment(groupVersion.version)}`;
    // Two names may differ in what was replaced, or in case alone, which some file systems do not see.
    while (taken.has(folder.toLowerCase())) folder += '_';
    taken.add(folder.toLowerCase());
    folders.set(groupVersion, folder);
  }
  return folders;
}

function segment(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9.-]/g, '_').replace(/^\.+|\.+$/g, (dots) => '_'.repeat(dots.length));
  return safe === '' || device.test(safe) || rootFile.test(safe) ? `_${safe}` : safe;
}
