import { fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired, type FieldError } from 'kube-client-runtime/errors';
import { at, isObject, isString, objectOrEmpty, stringsOf, type JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';

const path = 'spec.conversion';
const clientPath = `${path}.webhookClientConfig`;
const onlyForWebhooks = 'should not be set when strategy is not set to Webhook';

/** Returns the errors of a definition's conversion. Field paths are those of the server's internal structure. */
export function conversionFaults(object: ApiObject): FieldError[] {
  const conversion = objectOrEmpty(at(object, 'spec', 'conversion'));
  const { strategy } = conversion;
  if (strategy === undefined || strategy === '') return [fieldRequired(`${path}.strategy`)];
  const client = at(conversion, 'webhook', 'clientConfig');
  const reviewVersions = stringsOf(at(conversion, 'webhook', 'conversionReviewVersions'));
  if (strategy === 'Webhook') return [...clientFaults(client), ...reviewVersionFaults(reviewVersions)];
  return [
    ...(strategy === 'None' ? [] : [fieldNotSupported(`${path}.strategy`, strategy, ['None', 'Webhook'])]),
    ...(isObject(client) ? [fieldForbidden(clientPath, onlyForWebhooks)] : []),
    ...(reviewVersions.length > 0 ? [fieldForbidden(`${path}.conversionReviewVersions`, onlyForWebhooks)] : []),
  ];
}

function reviewVersionFaults(versions: readonly string[]): FieldError[] {
  const where = `${path}.conversionReviewVersions`;
  if (versions.length === 0) return [fieldRequired(where)];
  if (versions.some((version) => version === 'v1' || version === 'v1beta1')) return [];
  return [fieldInvalid(where, versions, 'must include at least one of v1, v1beta1')];
}

function clientFaults(client: JsonObject[string]): FieldError[] {
  if (!isObject(client)) return [fieldRequired(clientPath, 'required when strategy is set to Webhook')];
  const { url, service } = client;
  if (isString(url) === isObject(service)) return [fieldRequired(clientPath, 'exactly one of url or service is required')];
  if (isString(url)) return urlFaults(url);
  // The server's message confuses the two fields.
  const toldAs = { name: 'namespace', namespace: 'name' } as const;
  return (['name', 'namespace'] as const).flatMap((field) =>
    (at(service, field) ?? '') === '' ? [fieldRequired(`${clientPath}.service.${toldAs[field]}`)] : [],
  );
}

function urlFaults(text: string): FieldError[] {
  const where = `${clientPath}.url`;
  const form = '; desired format: https://host[/path]';
  if (!URL.canParse(text)) return [fieldInvalid(where, '', `'https' is the only allowed URL scheme${form}`)];
  const url = new URL(text);
  const refuse = (value: string, detail: string): FieldError => fieldInvalid(where, value, detail);
  return [
    ...(url.protocol === 'https:' ? [] : [refuse(url.protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`)]),
    ...(url.host === '' ? [refuse('', `host must be specified${form}`)] : []),
    ...(url.username === '' ? [] : [refuse(url.username, 'user information is not permitted in the URL')]),
    ...(url.hash === '' ? [] : [refuse(url.hash.slice(1), 'fragments are not permitted in the URL')]),
    ...(url.search === '' ? [] : [refuse(url.search.slice(1), 'query parameters are not permitted in the URL')]),
  ];
}
