import { article } from './object-statement.js';

test('the article of a name follows its sound, not its letter', () => {
  const consonants = ['Usage', 'User', 'Unit', 'UnionPolicy', 'Utility', 'UID', 'URLMap', 'OneAgent', 'Eureka', 'Pod', 'Host'];
  const vowels = ['Update', 'Unknown', 'Unimplemented', 'Ingress', 'HTTPRoute', 'SQLInstance', 'Hour', 'Onerous', 'APIService'];
  expect(consonants.map(article)).toEqual(consonants.map((name) => `A ${name}`));
  expect(vowels.map(article)).toEqual(vowels.map((name) => `An ${name}`));
});
