import type { ServerContext } from '../handlers/context.js';
export function watchCrds(_context: ServerContext): void {}
