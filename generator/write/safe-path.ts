/** Characters that no platform's file names may have, or that would be something else than a name. */
const forbidden = /[<>:"\\|?*\u0000-\u001f\u007f]/;

/**
 * Whether a path stays in its folder. It is relative, with `/`, without `.`, `..` and empty parts. Every platform accepts its
 * names.
 */
export function isSafePath(path: string): boolean {
  if (path === '' || path.length > 1000 || forbidden.test(path)) return false;
  return path
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && part.length <= 255 && !/[. ]$/.test(part));
}
