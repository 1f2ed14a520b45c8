/** An input that could not be read. The message is WHAT of a diagnostic, `hint` its advice. */
export class InputError extends Error {
  readonly hint: string;
  /** The place, if it is another one than the input that the user named. */
  readonly place: string | undefined;

  constructor(what: string, hint = '', options: ErrorOptions & { readonly place?: string } = {}) {
    super(what, options);
    this.name = 'InputError';
    this.hint = hint;
    this.place = options.place;
  }
}

/** Returns the `code` of a Node error (`ENOENT`), or the empty text. */
export function errorCode(error: unknown): string {
  // By its shape: an error of the system need not be of this realm.
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Returns the error of a failed file operation in the words of a diagnostic. */
export function fileError(error: unknown): InputError {
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
      return new InputError(
        'does not exist',
        'check the path; relative ones start at the working directory, or at the config file',
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
      return new InputError('may not be read', 'check the permissions', { cause: error });
    case 'ELOOP':
      return new InputError('is a symbolic link to itself', '', { cause: error });
    case 'ENAMETOOLONG':
      return new InputError('is too long for a path', '', { cause: error });
    case 'EISDIR':
      return new InputError('is a folder', '', { cause: error });
    default:
      return new InputError(`cannot be read: ${messageOf(error)}`, '', { cause: error });
  }
}

/** Returns the message of a thrown value. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string')
    return error.message;
  return String(error);
}
