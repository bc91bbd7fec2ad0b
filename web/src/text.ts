// The length of a text as the service counts it: in code points, after invisible characters were removed. The rules are
// those of shared/fotogal/base/clean_text.h; replacing one character by another is left out, as it does not change the
// length.

const rightToLeft = /[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const southEastAsian = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\uaadf]/;
// A flag emoji with its tag characters, or one code point.
const units = /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,32}\u{e007f}|[^]/gu;
const idle = /(?!\n|\t)\p{Cc}|(?=\p{Cf})\p{Default_Ignorable_Code_Point}|[\p{Noncharacter_Code_Point}\u2065\ufff0-\ufffc\u{e0000}-\u{e0fff}]/u;
const selector = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u180b-\u180d\u180f]$/u;
const joiner = /^[\u200c\u200d\u034f\u180e]$/;
const mark = /^\p{M}$/u;
const joined = /^(?:(?![\u0000-\u058f\u1d00-\u1fff\u2100-\u2c7f])[\p{Lo}\p{Lm}\p{Lu}\p{Ll}]|\p{So}|[\u{1f3fb}-\u{1f3ff}])/u;
const blank = /^[\u0000-\u0020\u3000]$/;
const direction = /^[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]$/;
const isolate = /^[\u2066-\u2068]$/, embedding = /^[\u202a\u202b\u202d\u202e]$/;

class Counted {
  kept = '';
  private last = '';
  private base = '';
  private open: boolean[] = [];  // for each open direction mark: is it an isolate
  ends = 0;                      // marks to add for directions that were left open

  push(unit: string): void {
    this.kept += unit;
    this.last = unit;
    if (unit === '\u034f' || !mark.test(unit)) this.base = unit;
  }
  closeDownTo(depth: number): void {
    this.ends += this.open.length - depth;
    this.open.length = depth;
  }
  turn(unit: string): void {
    if (isolate.test(unit) || embedding.test(unit)) {
      this.open.push(isolate.test(unit));
    } else if (unit === '\u202c') {
      if (this.open.at(-1) !== false) return;
      this.open.pop();
    } else if (unit === '\u2069') {
      const at = this.open.lastIndexOf(true);
      if (at < 0) return;
      this.closeDownTo(at + 1);
      this.open.pop();
    }
    this.push(unit);
  }
  means(unit: string): boolean {
    if (selector.test(unit))
      return this.last !== '' && !blank.test(this.last) && !direction.test(this.last) && !/\p{Default_Ignorable_Code_Point}$/u.test(this.last);
    return (joiner.test(unit) ? joined : southEastAsian).test(this.base);
  }
}

export function lengthOf(text: string, most: number): number {
  const lines = text.normalize('NFC').replace(/\r\n|[\r\v\f\x85\u2028\u2029]/g, '\n');
  const turns = rightToLeft.test(lines);
  const counted = new Counted();
  for (const unit of lines.match(units) ?? []) {
    if (unit === '\n') counted.closeDownTo(0);
    if (direction.test(unit)) {
      if (turns) counted.turn(unit);
    } else if (selector.test(unit) || joiner.test(unit) || unit === '\u200b') {
      if (counted.means(unit)) counted.push(unit);
    } else if (unit.length > 2 || !idle.test(unit)) {
      counted.push(unit);
    }
  }
  counted.closeDownTo(0);
  const length = [...counted.kept.normalize('NFC')].length;
  // If there is no room to close the direction marks, they are removed.
  return length + counted.ends > most ? length - counted.ends : length + counted.ends;
}

// Removes lone surrogates, which a cut text may end with: they are not valid UTF-8.
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
