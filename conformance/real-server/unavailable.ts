/** There can be no real API server here, for a reason that is no fault: no Go, no openssl. Its message is one line for people. */
export class RealServerUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RealServerUnavailableError';
  }
}
