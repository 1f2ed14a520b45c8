/** One thing that stands in the way of writing. */
export interface Obstacle {
  /** The path, as the user would write it. */
  readonly origin: string;
  readonly what: string;
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
