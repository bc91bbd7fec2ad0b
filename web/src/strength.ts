// How hard a password is to guess, roughly: by its length and by the kinds of its characters. The service decides what it
// takes; this is only advice while somebody types.

const kinds: [RegExp, number][] = [[/[a-z]/, 26], [/[A-Z]/, 26], [/[0-9]/, 10], [/[ -/:-@[-`{-~]/, 33], [/[^ -~]/, 100]];
// In bits: below the first it is weak, from the last on strong.
const steps = [45, 60, 80];
const shortest = 10;        // in characters, as the service has it
const fewest = 5;           // different characters

// Words that everybody thinks of first.
const first = ['password', 'senha', 'qwerty', 'asdf', 'welcome', 'letmein', 'iloveyou', 'fotogal'];

// Characters that do not follow from the one before: the same again, or the next of a row as in "abc" and "321". Digits and
// signs at the end count as one: they are what people add to a word.
function surprising(password: string): number {
  const letters = [...password.replace(/[^\p{L}]+$/u, '')].map((letter) => letter.codePointAt(0)!);
  return 1 + letters.filter((letter, at) => at === 0 || Math.abs(letter - letters[at - 1]!) > 1).length;
}

// 0: weak, 1: fair, 2: good, 3: strong. `known` is what others know of the person, whom a password must not name.
export function strengthOf(password: string, known: string[] = []): 0|1|2|3 {
  const plain = password.toLowerCase();
  if ([...plain].length < shortest || new Set(plain).size < fewest) return 0;
  const left = [...first, ...known].filter((name) => name.length > 2).reduce((rest, name) => rest.replaceAll(name.toLowerCase(), ''), plain);
  const pool = kinds.reduce((sum, [kind, size]) => sum + (kind.test(password) ? size : 0), 0);
  const share = left.length / plain.length;
  const bits = surprising(password) * share * Math.log2(pool);
  return steps.filter((step) => bits >= step).length as 0|1|2|3;
}

// What others know of somebody: the names as they are, and what stands before the @ of an address.
export function knownOf(username: string, email: string): string[] {
  return [username.trim(), email.trim().split('@')[0]!];
}
