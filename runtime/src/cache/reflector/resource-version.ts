/** The only form of versions that can be compared. Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions */
const wholeNumber = /^[1-9][0-9]*$/;

/** Whether a version comes before another one. False if one is missing or is not a whole number, because such versions have no order. */
export function isOlderVersion(version: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  // Nearly all versions are newer, so their form is checked last.
  return isGreaterVersion(other, version) && wholeNumber.test(version) && wholeNumber.test(other);
}

/**
 * Whether a version comes after another one if both are whole numbers. Other versions have an arbitrary order, with `''` as the lowest.
 * It is cheaper than `isOlderVersion`.
 */
export function isGreaterVersion(version: string, other: string): boolean {
  return version.length === other.length ? version > other : version.length > other.length;
}
