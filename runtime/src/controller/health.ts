/** A health check. It throws or rejects if the checked part is unhealthy. */
export type HealthCheck = () => void | Promise<void>;

/** The results of all health checks. */
export interface HealthReport {
  /** Whether all checks passed. */
  readonly healthy: boolean;
  /** The result of each check, sorted by name. The error is for the log. A public endpoint should not show it. */
  readonly checks: readonly { readonly name: string; readonly healthy: boolean; readonly error?: unknown }[];
}

/** A set of named health checks. */
export class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();

  /** Adds a check. Throws an Error if the name is taken. */
  add(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`a health check named ${name} already exists`);
    this.checks.set(name, check);
  }

  /** Runs all checks at the same time. Without checks, the report is healthy. Never rejects. */
  async report(): Promise<HealthReport> {
    const named = [...this.checks].sort(([a], [b]) => (a < b ? -1 : 1));
    const checks = await Promise.all(
      named.map(async ([name, check]) => {
        try {
          await check();
          return { name, healthy: true };
        } catch (error) {
          return { name, healthy: false, error };
        }
      }),
    );
    return {
      healthy: checks.every(({ healthy }) => healthy),
      checks: checks.length > 0 ? checks : [{ name: 'ping', healthy: true }],
    };
  }
}
