import { goQuote } from '../util/index.js';

/**
 * Returns the value of a field that holds a number or a percentage of a total, such as `maxUnavailable`. A percentage is rounded up or
 * down to an integer.
 *
 * Throws an Error if the value is absent, or if it is text but not a percentage.
 *
 * Source: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/intstr#GetScaledValueFromIntOrPercent
 *
 * @example
 * ```ts
 * import { getScaledValueFromIntOrPercent } from 'kube-client-runtime';
 *
 * getScaledValueFromIntOrPercent('25%', 10, true); // => 3
 * getScaledValueFromIntOrPercent('25%', 10, false); // => 2
 * getScaledValueFromIntOrPercent(4, 10, true); // => 4
 * ```
 */
export function getScaledValueFromIntOrPercent(
  value: number | string | null | undefined,
  total: number,
  roundUp: boolean,
): number {
  if (value === undefined || value === null) throw new Error('nil value for IntOrString');
  if (typeof value === 'number') return value;
  const scaled = (percentOf(value) * total) / 100;
  // Negative zero is not a number of replicas.
  return (roundUp ? Math.ceil(scaled) : Math.floor(scaled)) + 0;
}

/** Returns the number before the percent sign. */
function percentOf(text: string): number {
  const why = 'invalid value for IntOrString: invalid';
  if (!text.endsWith('%')) throw new Error(`${why} type: string is not a percentage`);
  const digits = text.slice(0, -1);
  if (!/^[-+]?[0-9]+$/.test(digits)) {
    throw new Error(`${why} value ${goQuote(text)}: strconv.Atoi: parsing ${goQuote(digits)}: invalid syntax`);
  }
  return Number(digits);
}
