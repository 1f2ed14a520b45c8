/** A list of messages in order of arrival, for which tests can wait. */
export function told<T>(): {
  readonly values: readonly T[];
  readonly tell: (value: T) => void;
  readonly until: (isIt: (values: readonly T[]) => boolean) => Promise<void>;
} {
  const values: T[] = [];
  const waiting: (() => void)[] = [];
  return {
    values,
    tell: (value) => {
      values.push(value);
      for (const look of waiting.splice(0)) look();
    },
    until: async (isIt) => {
      while (!isIt(values)) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
