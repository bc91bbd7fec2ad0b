// Everything random comes from one seed.

export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  // mulberry32: in [0, 1)
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit) {
    return Math.floor(this.next() * limit);
  }

  between(least, most) {
    return least + this.below(most - least + 1);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  word(length, letters = 'abcdefghijklmnopqrstuvwxyz0123456789') {
    return Array.from({length}, () => this.pick(letters)).join('');
  }

  // Of many scripts, in normal form C, so that it comes back as it was sent. No blanks at its ends.
  text(least, most) {
    const kinds = [
      'a', 'Z', '0', '.', ' ', '"', '\\', '<', '&', '%', '+', 'é', 'ß', 'Ж', '中', '한', 'ع', '😀',
      '👩‍🚀'
    ];
    const wanted = this.between(least, most);
    let text = '';
    while ([...text].length < wanted) text += this.pick(kinds);
    return [...text.normalize('NFC')].slice(0, wanted).join('').replace(/^ | $/g, 'x');
  }
}
