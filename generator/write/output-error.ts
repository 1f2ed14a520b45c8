/** A reason that prevents writing. */
export interface Obstacle {
  /** The path, as the user would write it. */
  readonly origin: string;
  /** The problem, without a full stop. */
  readonly what: string;
  /** The way to fix it, without a full stop. */
  readonly hint: string;
}

/** The output folder cannot be written as it is; nothing has been written. */
export class OutputError extends Error {
  /** At least one, sorted by path. */
  readonly obstacles: readonly Obstacle[];

  constructor(obstacles: readonly Obstacle[], options?: ErrorOptions) {
    super(obstacles.map(({ origin, what }) => `${origin}: ${what}`).join('\n'), options);
    this.name = 'OutputError';
    this.obstacles = obstacles;
  }
}
