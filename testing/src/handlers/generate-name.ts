import type { Random } from 'kube-client-runtime';

/** The letters of generated names. Vowels and similar-looking letters are left out, so that no words result. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const longestGeneratedBase = 58;

/** Returns a name of a prefix and five random letters. */
export function generateName(base: string, random: Random): string {
  let suffix = '';
  for (let index = 0; index < 5; index++) suffix += nameAlphabet[Math.floor(random() * nameAlphabet.length)] ?? 'b';
  return base.slice(0, longestGeneratedBase) + suffix;
}
