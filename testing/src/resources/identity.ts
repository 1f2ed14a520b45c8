import type { JsonObject } from '../json/json.js';

/** Who everybody is to this server, whatever they call themselves. */
export const everybody: JsonObject = {
  username: 'system:admin',
  uid: 'admin',
  groups: ['system:masters', 'system:authenticated'],
};
