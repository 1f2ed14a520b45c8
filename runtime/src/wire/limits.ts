import { answerTooLarge, ConnectionError } from '../errors/connection-error.js';

/**
 * The default of `RESTConfig.maxObjectBytes` and `RESTConfig.maxResponseBytes`. Far above what a server stores: etcd takes 1.5 MB for an
 * object.
 */
export const defaultMaxBytes: number = 256 * 1024 * 1024;

/** Returns the error of an answer that is larger than an option of the `RESTConfig` allows. */
export function tooLarge(what: string, maxBytes: number, option: 'maxObjectBytes' | 'maxResponseBytes'): ConnectionError {
  return new ConnectionError(`${what} more than ${maxBytes} bytes: if that is right, raise ${option} of the RESTConfig`, {
    code: answerTooLarge,
  });
}
