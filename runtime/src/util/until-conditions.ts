/**
 * Reads events until each condition has returned true, one after the other. Passes the event that fulfilled one condition to the
 * next one too. Always ends the iteration of the events.
 *
 * Resolves with the event that fulfilled the last condition. Resolves with undefined, without reading events, if there are no
 * conditions.
 *
 * Rejects with the error of a condition or of the events. If the events end too early, rejects with the result of `closed`, which
 * gets the last event.
 */
export async function untilConditions<E>(
  events: AsyncIterable<E>,
  conditions: readonly ((event: E) => boolean | Promise<boolean>)[],
  closed: (last: E | undefined) => Error,
): Promise<E | undefined> {
  const left = [...conditions];
  if (left.length === 0) return undefined;
  let last: E | undefined;
  for await (const event of events) {
    last = event;
    while (left[0] !== undefined && (await left[0](event))) left.shift();
    if (left.length === 0) return event;
  }
  throw closed(last);
}
