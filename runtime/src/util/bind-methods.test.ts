/* eslint-disable @typescript-eslint/unbound-method, @typescript-eslint/no-misused-spread -- that these work is what is tested */
import { bindMethods } from './bind-methods.js';

class Base {
  value = 1;

  constructor() {
    bindMethods(this);
  }

  read(): number {
    return this.value;
  }

  own(): string {
    return 'base';
  }

  get computed(): number {
    throw new Error('a getter must not be read');
  }
}

class Derived extends Base {
  override own(): string {
    return `derived ${this.value}`;
  }
}

test('methods can be passed as values; the most derived class wins, and getters stay getters', () => {
  const { read, own } = new Derived();
  expect([read(), own()]).toEqual([1, 'derived 1']);
});

test('bound methods are not enumerable: spread copies and comparisons contain only fields', () => {
  expect({ ...new Derived() }).toEqual({ value: 1 });
});
