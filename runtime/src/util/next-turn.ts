/**
 * Calls back in the next turn of the event loop. Taken when the module loads, so that fake timers in a user's tests do not hold up what is
 * not theirs.
 */
export const nextTurn: typeof setImmediate = setImmediate;
