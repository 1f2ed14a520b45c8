/** An error that no real API server can run, because Go or openssl is missing. The message is one line for people. */
export class RealServerUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RealServerUnavailableError';
  }
}
