import type { ServerContext } from '../handlers/context.js';
export function installCrds(_context: ServerContext, _crds: readonly (string | object)[]): void {}
