import { nearest } from './nearest.js';

test.each([
  ['otu', 'out'],
  ['kubernets', 'kubernetes'],
  ['from-clutser', 'from-cluster'],
  ['xyz', undefined],
])('%p is likely meant to be %p', (word, wanted) => {
  expect(nearest(word, ['out', 'kubernetes', 'from-cluster', 'include'])).toBe(wanted);
});
