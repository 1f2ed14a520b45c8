import { createRESTClient, type RESTClient, type RESTConfig } from '../rest/index.js';

/** Returns a REST client unchanged, or creates one from a config, with its own connections. */
export function restClientFor(configOrRest: RESTConfig | RESTClient): RESTClient {
  return isRESTClient(configOrRest) ? configOrRest : createRESTClient(configOrRest);
}

function isRESTClient(value: RESTConfig | RESTClient): value is RESTClient {
  return 'request' in value && typeof value.request === 'function';
}
