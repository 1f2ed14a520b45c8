import type { JsonObject } from '../json/json.js';

/** The identity of every client, since this server does not authenticate users. */
export const everybody: JsonObject = {
  username: 'system:admin',
  uid: 'admin',
  groups: ['system:masters', 'system:authenticated'],
};
