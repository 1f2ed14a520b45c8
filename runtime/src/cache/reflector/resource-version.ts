/** The only form of versions that can be compared. Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions */
const wholeNumber = /^[1-9][0-9]*$/;

/**
 * Whether a version comes before another. False where one of them is missing, or is not a whole number: such versions have no order.
 */
export function isOlderVersion(version: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const isLess = version.length === other.length ? version < other : version.length < other.length;
  // Nearly all versions are newer: their form need not be looked at.
  return isLess && wholeNumber.test(version) && wholeNumber.test(other);
}
