const ESCAPED = /_x([\da-f]{4})_/gi;

/** A text of a workbook as its XML tells it: plain, or in runs of different looks; how it is pronounced is left out. */
export class RichText {
  private whole = '';
  private isOpen = false;
  private pronounced = false;

  open(name: string): void {
    if (name === 'rPh') this.pronounced = true;
    else if (name === 't') this.isOpen = !this.pronounced;
  }

  add(text: string): void {
    if (this.isOpen) this.whole += text;
  }

  close(name: string): void {
    if (name === 'rPh') this.pronounced = false;
    else if (name === 't') this.isOpen = false;
  }

  get text(): string {
    return unescaped(this.whole);
  }
}

/** Characters that XML cannot carry are written `_x000D_`, and a text that looks like that `_x005F_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
