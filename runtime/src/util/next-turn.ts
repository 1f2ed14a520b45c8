/**
 * Calls a function in the next turn of the event loop. This is the `setImmediate` at the time of the import, so that fake timers
 * in a user's tests do not stop the runtime.
 */
export const nextTurn: typeof setImmediate = setImmediate;
