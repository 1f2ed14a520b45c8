/** A lock that admits many shared writers or one exclusive writer. Other writers wait. */
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

  /** Runs an action alone, after all earlier writers have finished. */
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
    // The waiting writers need to know only that the action has ended.
    this.alone = mine.catch(() => {});
    await mine;
  }
}
