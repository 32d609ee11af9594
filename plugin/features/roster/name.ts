const DOTS = /[·•‧.]/g;
const BLANKS = /\s+/g;

/** True when the host and the roster mean the same name: after NFKC, without blanks, · • ‧ ． taken as one. */
export function sameName(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  // NFKC makes a plain full stop of ．, and a middle dot of the Greek one.
  return name.normalize('NFKC').replace(BLANKS, '').replace(DOTS, '·');
}
