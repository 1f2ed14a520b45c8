import type { Clock } from './clock.js';

/** The tolerance for tokens that accumulate in many small parts. */
const rounding = 1e-9;

/** A bucket that holds up to `burst` tokens and refills at `qps` tokens per second. It starts full. */
export class TokenBucket {
  private readonly qps: number;
  private readonly burst: number;
  private readonly clock: Clock;
  /** Negative while callers wait: they have already taken their tokens, in the order of their calls. */
  private tokens: number;
  private filledAt: number;

  constructor(qps: number, burst: number, clock: Clock) {
    this.qps = qps;
    this.burst = burst;
    this.clock = clock;
    this.tokens = burst;
    this.filledAt = clock.monotonic();
  }

  /** Takes a token if there is one. Returns whether it did. */
  tryTake(): boolean {
    this.fill();
    if (this.tokens < 1 - rounding) return false;
    this.tokens -= 1;
    return true;
  }

  /** Takes a token, also one that does not exist yet. Returns the milliseconds until it exists, 0 or more. */
  reserve(): number {
    this.fill();
    this.tokens -= 1;
    return this.tokens >= 0 ? 0 : (-this.tokens * 1000) / this.qps;
  }

  /** Returns a token that was reserved and is not used. */
  giveBack(): void {
    this.fill();
    this.tokens = Math.min(this.burst, this.tokens + 1);
  }

  private fill(): void {
    const now = this.clock.monotonic();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) * this.qps) / 1000);
    this.filledAt = now;
  }
}
