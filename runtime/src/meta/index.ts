export type * from './api-discovery.js';
export type * from './apply.js';
export type * from './immutable.js';
export type * from './input.js';
export type * from './object-meta.js';
export type * from './options.js';
export type * from './resource.js';
export type * from './selectors.js';
export type * from './status.js';
export type * from './watch-event.js';
export {
  groupKindString,
  groupResourceString,
  groupVersionKind,
  groupVersionString,
  parseGroupVersion,
} from './group-version.js';
export type { GroupKind } from './group-version.js';
