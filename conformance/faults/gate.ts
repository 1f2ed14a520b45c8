/** Lets many writers in at once, or one who must be alone: writers that come meanwhile wait until it has gone. */
export class Gate {
  private writers = 0;
  private readonly waiting: (() => void)[] = [];
  private alone: Promise<unknown> = Promise.resolve();
  private closed = false;

  async write<T>(action: () => Promise<T>): Promise<T> {
    while (this.closed) await this.alone;
    this.writers++;
    try {
      return await action();
    } finally {
      if (--this.writers === 0) for (const go of this.waiting.splice(0)) go();
    }
  }

  /** One after the other, each when the writers before it are done. */
  async exclusively(action: () => Promise<unknown>): Promise<void> {
    const before = this.alone;
    const mine = (async () => {
      await before;
      this.closed = true;
      try {
        if (this.writers > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
        await action();
      } finally {
        this.closed = false;
      }
    })();
    // Who waits at the gate wants to know that it is over, not how.
    this.alone = mine.catch(() => {});
    await mine;
  }
}
