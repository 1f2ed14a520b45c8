import { createRESTClient, type RESTClient, type RESTConfig } from '../rest/index.js';

/** The client itself, or a new one over the config, with connections of its own. */
export function restClientFor(configOrRest: RESTConfig | RESTClient): RESTClient {
  return isRESTClient(configOrRest) ? configOrRest : createRESTClient(configOrRest);
}

function isRESTClient(value: RESTConfig | RESTClient): value is RESTClient {
  return 'request' in value && typeof value.request === 'function';
}
