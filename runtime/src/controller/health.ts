/** Throws, or rejects, where something is not as it should be. */
export type HealthCheck = () => void | Promise<void>;

/** What the checks say. */
export interface HealthReport {
  readonly healthy: boolean;
  /** By name. The error is for the log: an endpoint that anyone can reach should not show it. */
  readonly checks: readonly { readonly name: string; readonly healthy: boolean; readonly error?: unknown }[];
}

/** Some checks, by name. */
export class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();

  /** Throws where the name is taken. */
  add(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`there is a health check named ${name} already`);
    this.checks.set(name, check);
  }

  /** Asks all at once. Without any, all is well. Never rejects. */
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
