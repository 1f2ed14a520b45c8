/**
 * Reads events until each condition has held, one after the other; a condition is asked first about the event with which the one before
 * it held. Resolves with the event with which the last one held; with undefined, without reading any, where there is no condition.
 * Rejects with what a condition or the events throw, and with what `closed` makes of the last event where the events end before.
 * The events are left in any case.
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
